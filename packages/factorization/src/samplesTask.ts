/** Tasks whose observations are images: what is known of them, and how they are read. */
import type {
  FactorizationConfig,
  LossConfig,
  SamplesConfig,
  SamplesProblem,
  SamplesTaskConfig,
} from '@ranksweep/core';
import { knownSets, readImageSet, samplesOf, type ImageSet, type KnownSet } from '@ranksweep/data';

export const isOfSamples = (config: FactorizationConfig): config is SamplesConfig =>
  config.task.kind === 'samples';

export const knownSetOf = ({ data }: SamplesTaskConfig): KnownSet | undefined =>
  knownSets.find(({ name }) => name === data.set);

/** What a set of images tells without them: their size, and how many there are. */
export type SetFacts = Pick<
  KnownSet,
  'name' | 'height' | 'width' | 'channels' | 'classes' | 'train' | 'test'
>;

/**
 * The task with what is known of its images filled in.
 * @param facts default: those of a known set
 */
export function completeTask(
  task: SamplesTaskConfig,
  facts: SetFacts | undefined = knownSetOf(task),
): SamplesTaskConfig {
  if (facts === undefined) return task;
  const { size = [facts.height, facts.width], train = facts.train, test = facts.test } = task;
  return { ...task, size, train, test };
}

export const factsOf = ({ name, height, width, channels, classes, train, test }: ImageSet): SetFacts => ({
  name,
  height,
  width,
  channels,
  classes,
  train: train.count,
  test: test.count,
});

/** The set that was read last: the next run has the same images, most often. */
let latest: ImageSet | undefined;

/**
 * The images of a task. If they are not pinned, the files are read in any case, since they may have changed.
 * @throws InputError if the images cannot be read, or are not those that the task is pinned to
 */
export async function namedImages({ set, folder, sha256 }: SamplesTaskConfig['data']): Promise<ImageSet> {
  if (sha256 !== undefined && latest?.sha256 === sha256) return latest;
  const source = set === undefined ? { folder: folder! } : { set };
  latest = await readImageSet(sha256 === undefined ? source : { ...source, sha256 });
  return latest;
}

/** @throws InputError like `namedImages` */
export async function readSamples({ task, seed, loss }: SamplesConfig): Promise<SamplesProblem> {
  return samplesOf(await namedImages(task.data), task, { seed: task.seed ?? seed, values: valuesOf(loss) });
}

/** y of the images with the label, and of all others (Razin et al. 2021). */
const valuesOf = ({ kind }: LossConfig): readonly [number, number] =>
  kind === 'logistic' ? [1, -1] : [2, 0];

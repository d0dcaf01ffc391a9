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

/** The task with what is known of its images filled in: their size and how many there are. */
export function completeTask(task: SamplesTaskConfig, set = factsOf(task)): SamplesTaskConfig {
  if (set === undefined) return task;
  const { height, width, train, test } = set;
  return { ...task, size: task.size ?? [height, width], train: task.train ?? train, test: task.test ?? test };
}

/** What is known of a set without its images. */
export interface SetFacts {
  readonly name: string;
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly train: number;
  readonly test: number;
}

const factsOf = (task: SamplesTaskConfig): SetFacts | undefined => knownSetOf(task);

export const factsOfSet = ({ name, classes, height, width, train, test }: ImageSet): SetFacts => ({
  name,
  classes,
  height,
  width,
  train: train.count,
  test: test.count,
});

/** The set that was read last: the next run has the same images, most often. */
let latest: { readonly key: string; readonly set: ImageSet } | undefined;

/** @throws InputError if the images cannot be read, or are not those that the task is pinned to */
export async function imagesOf({ data }: SamplesTaskConfig): Promise<ImageSet> {
  const key = JSON.stringify(data);
  if (latest?.key !== key) {
    const pin = data.sha256 === undefined ? {} : { sha256: data.sha256 };
    const source = data.set === undefined ? { folder: data.folder! } : { set: data.set };
    latest = { key, set: await readImageSet({ ...source, ...pin }) };
  }
  return latest.set;
}

/** @throws InputError like `imagesOf` */
export async function readSamples({ task, seed, loss }: SamplesConfig): Promise<SamplesProblem> {
  return samplesOf(await imagesOf(task), task, { seed: task.seed ?? seed, values: valuesOf(loss) });
}

/** y of the images with the label, and of all others (Razin et al. 2021). */
const valuesOf = ({ kind }: LossConfig): readonly [number, number] =>
  kind === 'logistic' ? [1, -1] : [2, 0];

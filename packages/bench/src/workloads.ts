/** What is measured: the papers' factorizations at the papers' sizes. */
import {
  prepareSamples,
  prepareWorkload,
  factorizationSchema,
  InputError,
  type TensorInput,
  type Workload,
} from '@ranksweep/core';
import { readImageSet, samplesOf, type ImageSet } from '@ranksweep/data';

export interface BenchWorkload {
  readonly name: string;
  readonly title: string;
  /** Of a workload with batches: it is measured by whole epochs, each of which is shuffled anew. */
  readonly iterationsPerEpoch?: number;
  /** @throws InputError when data that the workload needs are not on this machine */
  checkData?(): Promise<unknown>;
  /**
   * At this standard deviation of the initial parameters the loss changes from the first updates on. Undefined where it does so
   * anyway. The papers' are so small that it does not for hundreds of updates.
   */
  readonly movingStd?: number;
  /** The same in every process that calls it. */
  prepare(start?: Start): Workload | Promise<Workload>;
}

export interface Start {
  /** Runs of several seeds have initial parameters and, but for images, tasks of their own, and one shape. Default: 0. */
  readonly seed?: number;
  /** Of the initial parameters. Default: as in the paper. */
  readonly std?: number | undefined;
}

const ofConfig = (
  told: Required<Pick<BenchWorkload, 'name' | 'title' | 'movingStd'>>,
  config: TensorInput & { readonly init: { readonly std: number } },
): BenchWorkload => ({
  ...told,
  prepare: ({ seed = 0, std = config.init.std } = {}) =>
    prepareWorkload(factorizationSchema.parse({ ...config, init: { ...config.init, std }, seed })),
});

const FROBENIUS_NORM = 64;
const hierarchicalTarget: TensorInput['task']['target'] = {
  kind: 'hierarchical',
  ranks: [5, 5],
  frobeniusNorm: FROBENIUS_NORM,
};

/** Rank as a measure of complexity, on MNIST's images of two grey levels (Razin et al. 2021, section 5). */
const IMAGES = 60_000;
const BATCH = 5000;

const mnist = (): Promise<ImageSet> => readImageSet({ set: 'mnist' });

async function mnistEpochs({ seed = 0 }: Start = {}): Promise<Workload> {
  const task = { levels: 2, label: 6, randomize: 'none', train: IMAGES } as const;
  const problem = samplesOf(await mnist(), task, { seed: 0, values: [2, 0] });
  const config = factorizationSchema.omit({ task: true }).parse({
    model: { kind: 'cp', components: 15 },
    init: { std: 1e-3, mean: 1 },
    optimizer: { kind: 'adam', learningRate: 5e-4 },
    batch: { size: BATCH },
    seed,
  });
  return prepareSamples(config, problem);
}

export const benchWorkloads: readonly BenchWorkload[] = [
  ofConfig(
    { name: 'mf', title: 'MF 64x64, L=3', movingStd: 0.2 },
    {
      model: { kind: 'matrix', depth: 3 },
      task: {
        kind: 'completion',
        dims: [64, 64],
        observed: 2048,
        target: { kind: 'matrix', rank: 5, frobeniusNorm: FROBENIUS_NORM },
      },
      init: { std: 1e-3 },
    },
  ),
  ofConfig(
    { name: 'cp3', title: 'CP order 3, d=16, R=256', movingStd: 0.3 },
    {
      model: { kind: 'cp', components: 256 },
      task: {
        kind: 'completion',
        dims: [16, 16, 16],
        observed: 2048,
        target: { kind: 'cp', rank: 5, frobeniusNorm: FROBENIUS_NORM },
      },
      init: { std: 1e-3 },
    },
  ),
  ofConfig(
    { name: 'cp4', title: 'CP order 4, d=10, R=1000', movingStd: 0.15 },
    {
      model: { kind: 'cp', components: 1000 },
      task: {
        kind: 'completion',
        dims: [10, 10, 10, 10],
        observed: 2000,
        target: { kind: 'cp', rank: 5, frobeniusNorm: 1 },
      },
      init: { std: 5e-3 },
    },
  ),
  ofConfig(
    { name: 'htf4', title: 'HTF order 4, d=8, [512,512]', movingStd: 0.25 },
    {
      model: { kind: 'hierarchical', widths: [512, 512] },
      task: { kind: 'completion', dims: [8, 8, 8, 8], observed: 2048, target: hierarchicalTarget },
      init: { std: 1e-2 },
    },
  ),
  ofConfig(
    { name: 'htf3', title: 'HTF order 3, d=16, [512,512]', movingStd: 0.2 },
    {
      model: { kind: 'hierarchical', widths: [512, 512] },
      task: { kind: 'completion', dims: [16, 16, 16], observed: 2048, target: hierarchicalTarget },
      init: { std: 1e-2 },
    },
  ),
  {
    name: 'mnist-epoch',
    title: `CP of 784 modes, d=2, R=15, shuffled batches of ${BATCH} of ${IMAGES} images`,
    iterationsPerEpoch: IMAGES / BATCH,
    checkData: mnist,
    prepare: mnistEpochs,
  },
];

/**
 * Those whose data are on this machine.
 * @param leaveOut is told of the others
 * @throws InputError without `leaveOut`, when the data of any are missing
 */
export async function availableWorkloads(
  workloads: readonly BenchWorkload[],
  { leaveOut }: { readonly leaveOut?: (workload: BenchWorkload, error: InputError) => void },
): Promise<BenchWorkload[]> {
  const available: BenchWorkload[] = [];
  for (const workload of workloads) {
    try {
      await workload.checkData?.();
      available.push(workload);
    } catch (error) {
      if (leaveOut === undefined || !(error instanceof InputError)) throw error;
      leaveOut(workload, error);
    }
  }
  return available;
}

/** @throws RangeError when there is no such workload */
export function benchWorkload(name: string): BenchWorkload {
  const found = benchWorkloads.find((workload) => workload.name === name);
  if (found === undefined) throw new RangeError(`no workload '${name}'`);
  return found;
}

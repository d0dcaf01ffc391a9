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
  /** The same in every process that calls it. */
  prepare(): Workload | Promise<Workload>;
}

const ofConfig = (name: string, title: string, config: TensorInput): BenchWorkload => ({
  name,
  title,
  prepare: () => prepareWorkload(factorizationSchema.parse(config)),
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

async function mnistEpochs(): Promise<Workload> {
  const task = { levels: 2, label: 6, randomize: 'none', train: IMAGES } as const;
  const problem = samplesOf(await mnist(), task, { seed: 0, values: [2, 0] });
  const config = factorizationSchema.omit({ task: true }).parse({
    model: { kind: 'cp', components: 15 },
    init: { std: 1e-3, mean: 1 },
    optimizer: { kind: 'adam', learningRate: 5e-4 },
    batch: { size: BATCH },
  });
  return prepareSamples(config, problem);
}

export const benchWorkloads: readonly BenchWorkload[] = [
  ofConfig('mf', 'MF 64x64, L=3', {
    model: { kind: 'matrix', depth: 3 },
    task: {
      kind: 'completion',
      dims: [64, 64],
      observed: 2048,
      target: { kind: 'matrix', rank: 5, frobeniusNorm: FROBENIUS_NORM },
    },
    init: { std: 1e-3 },
  }),
  ofConfig('cp3', 'CP order 3, d=16, R=256', {
    model: { kind: 'cp', components: 256 },
    task: {
      kind: 'completion',
      dims: [16, 16, 16],
      observed: 2048,
      target: { kind: 'cp', rank: 5, frobeniusNorm: FROBENIUS_NORM },
    },
    init: { std: 1e-3 },
  }),
  ofConfig('cp4', 'CP order 4, d=10, R=1000', {
    model: { kind: 'cp', components: 1000 },
    task: {
      kind: 'completion',
      dims: [10, 10, 10, 10],
      observed: 2000,
      target: { kind: 'cp', rank: 5, frobeniusNorm: 1 },
    },
    init: { std: 5e-3 },
  }),
  ofConfig('htf4', 'HTF order 4, d=8, [512,512]', {
    model: { kind: 'hierarchical', widths: [512, 512] },
    task: { kind: 'completion', dims: [8, 8, 8, 8], observed: 2048, target: hierarchicalTarget },
    init: { std: 1e-2 },
  }),
  ofConfig('htf3', 'HTF order 3, d=16, [512,512]', {
    model: { kind: 'hierarchical', widths: [512, 512] },
    task: { kind: 'completion', dims: [16, 16, 16], observed: 2048, target: hierarchicalTarget },
    init: { std: 1e-2 },
  }),
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

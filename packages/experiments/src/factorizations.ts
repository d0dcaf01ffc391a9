/**
 * The three factorizations of Razin et al. 2022, each on its own target of rank 5. `dynamics`, `nodes` and `sensing` share these
 * parts, and therefore their runs.
 */
import {
  hierarchicalMetrics,
  hierarchicalTask,
  matrixTask,
  optimizer,
  record,
  stopAt,
  tensorTask,
  type BaseInput,
  type PartInput,
} from './common.ts';

/** What differs between presets. */
export interface Sizes {
  readonly hierarchicalStd: number;
  readonly hierarchicalWidths: [number, number];
  readonly maxIterations: number;
  readonly hierarchicalMaxIterations: number;
}

/** Narrow trees need a larger initialization: their end tensor starts smaller. */
export const quickSizes: Sizes = {
  hierarchicalStd: 0.03,
  hierarchicalWidths: [128, 128],
  maxIterations: 30_000,
  hierarchicalMaxIterations: 60_000,
};

/** As published. */
export const paperSizes: Sizes = {
  hierarchicalStd: 1e-2,
  hierarchicalWidths: [512, 512],
  maxIterations: 500_000,
  hierarchicalMaxIterations: 500_000,
};

type Observing =
  | { readonly kind: 'completion' }
  | { readonly kind: 'sensing'; readonly measurements: 'gaussian' | 'rank-one' };

const completion: Observing = { kind: 'completion' };

export const matrixPart = ({ maxIterations }: Sizes, observing: Observing = completion): PartInput => ({
  description: 'matrix factorization of depth 3',
  base: {
    model: { kind: 'matrix', depth: 3 },
    task: { ...matrixTask, ...observing },
    init: { std: 1e-3 },
    optimizer,
    stop: stopAt(maxIterations),
    record,
  },
});

export const tensorPart = ({ maxIterations }: Sizes, observing: Observing = completion): PartInput => ({
  description: 'tensor factorization of order 3',
  base: {
    model: { kind: 'cp', components: 256 },
    task: { ...tensorTask, ...observing },
    init: { std: 1e-3 },
    optimizer,
    stop: stopAt(maxIterations),
    record,
  },
});

export const hierarchicalPart = (sizes: Sizes, observing: Observing = completion): PartInput => ({
  description: 'hierarchical tensor factorization of order 4',
  base: hierarchicalBase(sizes, observing),
});

const hierarchicalBase = (sizes: Sizes, observing: Observing): BaseInput => ({
  model: { kind: 'hierarchical', widths: sizes.hierarchicalWidths },
  task: { ...hierarchicalTask, ...observing },
  init: { std: sizes.hierarchicalStd },
  optimizer,
  stop: stopAt(sizes.hierarchicalMaxIterations),
  record: { ...record, metrics: hierarchicalMetrics },
});

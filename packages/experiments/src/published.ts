/**
 * What the papers' plots show, for comparison with the runs of preset `paper`. Each plot shows one run. Its seed, and therefore
 * its target, observed entries and initialization, is unknown.
 */
import type { Cell } from '@ranksweep/kinds';

export interface PublishedTrajectory {
  readonly definition: string;
  readonly part: string;
  /** The cell of preset `paper`; empty where the part has no axes. */
  readonly cell: Cell;
  readonly source: 'Razin et al. 2021' | 'Razin et al. 2022';
  /** Stem of the ranked metric that is plotted: its k-th largest value is `component_norm_k`. */
  readonly metric: string;
  /** Iterations at which the k-th largest value passes half of its final value: events `rise`. From k = 1, as far as they can be told apart. */
  readonly riseIterations: readonly number[];
  /** Final values of the k-th largest, starting with k = 1. */
  readonly finals: readonly number[];
  /** Values of `reconstruction_error` at its plateaus, in order: events `plateau_start`. */
  readonly errorPlateaus?: readonly number[];
  /** Final `reconstruction_error`. */
  readonly finalError?: number;
  /** Where the plot ends. The run may have continued. */
  readonly lastIteration: number;
}

/** The values were read off plots, with about this relative accuracy. */
export const PUBLISHED_PRECISION = 0.02;

const tensorCompletion = {
  definition: 'tensor-rank',
  part: 'a-dyn',
  source: 'Razin et al. 2021',
  metric: 'component_norm',
} as const;
const dynamics = { definition: 'dynamics', cell: {}, source: 'Razin et al. 2022' } as const;

export const published: readonly PublishedTrajectory[] = [
  {
    ...tensorCompletion,
    cell: { 'init.std': 0.05 },
    riseIterations: [230, 440],
    finals: [0.56, 0.48, 0.25, 0.19, 0.17, 0.12],
    finalError: 8e-2,
    lastIteration: 1250,
  },
  {
    ...tensorCompletion,
    cell: { 'init.std': 0.01 },
    riseIterations: [1150, 1730, 2300, 3600, 5300],
    finals: [0.6, 0.59, 0.41, 0.31, 0.21, 0.03],
    finalError: 3e-2,
    lastIteration: 7000,
  },
  {
    ...tensorCompletion,
    cell: { 'init.std': 0.005 },
    riseIterations: [4200, 5300, 7000, 9800, 11_250],
    finals: [0.6, 0.59, 0.41, 0.31, 0.21, 0],
    errorPlateaus: [1, 0.825, 0.56, 0.386, 0.222],
    finalError: 7e-6,
    lastIteration: 13_000,
  },
  {
    ...dynamics,
    part: 'b-mf',
    metric: 'singular_value',
    riseIterations: [280, 1300, 2450, 3100, 4550],
    finals: [36.4, 32.1, 28.3, 23.3, 20.2],
    lastIteration: 5400,
  },
  {
    ...dynamics,
    part: 'b-tf',
    metric: 'component_norm',
    riseIterations: [285, 1350, 2400, 4800, 6200],
    finals: [37.2, 36.2, 24.2, 21.7, 17.5],
    lastIteration: 6900,
  },
  {
    ...dynamics,
    part: 'b-htf',
    metric: 'local_component_norm{1,2,3,4}',
    // The first rises at 10,200 and peaks near 12,900; the third is harder to read than the others.
    riseIterations: [10_200, 13_200, 16_000, 20_000, 30_300],
    finals: [9.47, 4.78, 2.55, 1.48, 0.85],
    lastIteration: 32_000,
  },
];

/** What a figure reads of stored runs. */
import type { RunConfig, TrajectoryEvent } from '@ranksweep/core';

/** One run of a sweep, as far as a figure cares. */
export interface FigureRun {
  readonly runId: number;
  readonly part: string;
  /** Axes are paths in it. */
  readonly config: RunConfig;
  readonly seed: number;
  /** Default: nothing is said of how it ended. */
  readonly status?: RunState | undefined;
  /** Where what its sweep asks for ends, of a run that goes on beyond it. Default: it is drawn whole. */
  readonly upTo?: number | undefined;
}

export type RunState =
  'pending' | 'running' | 'done' | 'diverged' | 'failed' | 'cancelled' | 'skipped' | 'pruned';

/** A run as a source has it: its configuration may be damaged. */
export type SourceRun = Omit<FigureRun, 'config'> & { readonly config?: RunConfig | undefined };

/** What a figure reads. The store's readers are one. */
export interface FigureSource {
  /** As far as the sweep asks for them, by part, cell and seed: the order in which groups appear in the legend. */
  runsAsAsked(sweepId: number): readonly SourceRun[];
  /** Names of a run's ranked metric, from rank 1 upward: `component_norm_1`, `component_norm_2`, ...; none if it is not ranked. */
  rankedMetrics(runId: number, stem: string): readonly string[];
  /** Names of all metrics that the run has points of. */
  recordedMetrics(runId: number): readonly string[];
  /** The metrics in the order given, without those that the run has no points of. */
  trajectory(runId: number, metrics: readonly string[], upTo?: number): readonly MetricCurve[];
  /** Last value of each metric; empty before the run has ended. */
  finals(runId: number, upTo?: number): ReadonlyMap<string, number>;
  /** By iteration. */
  events(runId: number, upTo?: number): readonly TrajectoryEvent[];
}

export interface MetricCurve {
  readonly metric: string;
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

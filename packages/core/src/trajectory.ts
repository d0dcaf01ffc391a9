/** What a run produces: snapshots of metrics, and the events found on them. */

export type EventKind = 'rise' | 'plateau_start' | 'plateau_end' | 'rank_change' | 'converged' | 'diverged';

/** Something that happened on a trajectory. `subject` is the metric concerned, `value` its value there. */
export interface TrajectoryEvent {
  readonly iteration: number;
  readonly kind: EventKind;
  readonly subject: string;
  readonly value: number;
}

/** A metric as the store's `metrics` table describes it. */
export interface MetricDescription {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}

/**
 * Consecutive snapshots of one run, column-major: `values[m * iterations.length + i]` is metric `metrics[m]` at `iterations[i]`.
 * NaN and infinities are allowed.
 */
export interface TrajectoryChunk {
  readonly metrics: readonly string[];
  readonly iterations: Float64Array;
  readonly values: Float64Array;
}

/** Why a run ended: its loss, what `stop.when` waits for, its iteration limit, a non-finite loss, or by itself, as programs do. */
export type StopReason = 'loss' | 'event' | 'iteration-limit' | 'non-finite-loss' | 'exit';

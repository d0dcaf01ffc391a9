/** Derives results from a run's whole trajectory once the run has ended. */
import {
  derivedMetrics,
  detectEvents,
  dimsOf,
  networkOf,
  type FactorizationConfig,
  type Series,
  type StopReason,
  type TrajectoryChunk,
} from '@ranksweep/core';
import type { Conclusions } from '@ranksweep/run';

/**
 * Derives the results.
 * @param series everything recorded since iteration 0, in the order of a snapshot
 * @param atEnd metrics that are measured only at the end, one value each
 */
export function conclude(
  config: FactorizationConfig,
  series: readonly Series[],
  atEnd: TrajectoryChunk | undefined,
  reason: StopReason,
): Conclusions {
  const derived = derivedMetrics(config, networkOf(config.model, dimsOf(config.task)), series);
  const withValues = [...series, ...derived].filter(({ values }) => values.length > 0);
  const finals = new Map(withValues.map(({ metric, values }) => [metric, values[values.length - 1]!]));
  atEnd?.metrics.forEach((metric, m) => finals.set(metric, atEnd.values[m]!));
  return { events: detectEvents(series, reason), derived, finals };
}

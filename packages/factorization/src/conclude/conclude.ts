/** What follows from a run's whole trajectory once it has ended. */
import {
  derivedMetrics,
  detectEvents,
  networkOf,
  type FactorizationConfig,
  type Series,
  type StopReason,
  type TrajectoryChunk,
} from '@ranksweep/core';
import type { Conclusions } from '@ranksweep/run';

/**
 * @param series all that was recorded, from iteration 0 on, in the order of a snapshot
 * @param atEnd what was measured at the end only: one value a metric
 */
export function conclude(
  config: FactorizationConfig,
  series: readonly Series[],
  atEnd: TrajectoryChunk | undefined,
  reason: StopReason,
): Conclusions {
  const derived = derivedMetrics(config, networkOf(config.model, config.task.dims), series);
  const withValues = [...series, ...derived].filter(({ values }) => values.length > 0);
  const finals = new Map(withValues.map(({ metric, values }) => [metric, values[values.length - 1]!]));
  atEnd?.metrics.forEach((metric, m) => finals.set(metric, atEnd.values[m]!));
  return { events: detectEvents(series, reason), derived, finals };
}

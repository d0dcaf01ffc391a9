/** What is derived from a run's whole trajectory once it has ended. */
import {
  derivedMetrics,
  detectEvents,
  networkOf,
  type RunConfig,
  type StopReason,
  type TrajectoryChunk,
} from '@ranksweep/core';
import type { RunEnd } from '@ranksweep/store';
import type { WholeTrajectory } from './wholeTrajectory.ts';

export type Conclusions = Required<Pick<RunEnd, 'events' | 'finals' | 'derived'>>;

/** @param atEnd what was measured at the end only: one value a metric */
export function conclusionsOf(
  config: RunConfig,
  trajectory: WholeTrajectory,
  atEnd: TrajectoryChunk | undefined,
  reason: StopReason,
): Conclusions {
  const series = trajectory.series();
  const derived = derivedMetrics(config, networkOf(config.model, config.task.dims), series);
  const withValues = [...series, ...derived].filter(({ values }) => values.length > 0);
  const finals = new Map(withValues.map(({ metric, values }) => [metric, values[values.length - 1]!]));
  atEnd?.metrics.forEach((metric, m) => finals.set(metric, atEnd.values[m]!));
  return { events: detectEvents(series, reason), derived, finals };
}

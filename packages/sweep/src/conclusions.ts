/** What is derived from a run's whole trajectory once it has ended. */
import { derivedMetrics, detectEvents, networkOf, type RunConfig, type StopReason } from '@ranksweep/core';
import type { RunEnd } from '@ranksweep/store';
import type { WholeTrajectory } from './wholeTrajectory.ts';

export type Conclusions = Required<Pick<RunEnd, 'events' | 'finals' | 'derived'>>;

export function conclusionsOf(
  config: RunConfig,
  trajectory: WholeTrajectory,
  reason: StopReason,
): Conclusions {
  const series = trajectory.series();
  const derived = derivedMetrics(config, networkOf(config.model, config.task.dims), series);
  const withValues = [...series, ...derived].filter(({ values }) => values.length > 0);
  return {
    events: detectEvents(series, reason),
    derived,
    finals: new Map(withValues.map(({ metric, values }) => [metric, values[values.length - 1]!])),
  };
}

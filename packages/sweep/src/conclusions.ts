/** What is derived from a run's whole trajectory once it has ended. Metrics of the whole trajectory have their place here. */
import { detectEvents, type StopReason } from '@ranksweep/core';
import type { RunEnd } from '@ranksweep/store';
import type { WholeTrajectory } from './wholeTrajectory.ts';

export type Conclusions = Required<Pick<RunEnd, 'events' | 'finals'>>;

export function conclusionsOf(trajectory: WholeTrajectory, reason: StopReason): Conclusions {
  const series = trajectory.series();
  return {
    events: detectEvents(series, reason),
    finals: new Map(series.map(({ metric, values }) => [metric, values[values.length - 1]!])),
  };
}

/** What follows from a run's whole trajectory. */
import { detectEvents, type Series, type StopReason } from '@ranksweep/core';
import type { Conclusions } from '@ranksweep/run';

/** @param series everything recorded since iteration 0 */
export function conclude(series: readonly Series[], reason: StopReason): Conclusions {
  const withValues = series.filter(({ values }) => values.length > 0);
  return {
    events: detectEvents(series, reason),
    derived: [],
    finals: new Map(withValues.map(({ metric, values }) => [metric, values[values.length - 1]!])),
  };
}

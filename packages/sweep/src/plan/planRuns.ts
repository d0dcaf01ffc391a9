/** Decides what is left to do for a requested run: nothing, to resume it, or to start (again) from iteration 0. */
import type { RunConfig } from '@ranksweep/core';
import { allNames, metricsOf } from '@ranksweep/kinds';
import type { RegisteredRun } from '@ranksweep/store';
import { covers } from '@ranksweep/run';

export type RunAction =
  /** The store already has everything that is asked for. */
  | 'reuse'
  /** The run resumes from its checkpoint, or starts if it has none. */
  | 'continue'
  /** The run starts at iteration 0, and its earlier data are deleted. It will produce the same bits. */
  | 'restart';

/** How far a run has got, as the store has it. */
export type RunProgress = Pick<RegisteredRun, 'status' | 'iterations' | 'stopReason' | 'config'>;

/** @param config the configuration that is asked for now; the run's own may differ in `stop` and `record` */
export function actionFor(run: RunProgress, config: RunConfig): RunAction {
  // If the configuration is damaged, nobody knows what was recorded. Starting again gives the same bits.
  if (run.config === undefined || !hasRecorded(run.config, config)) return 'restart';
  if (run.status !== 'done' && run.status !== 'diverged') {
    // The run has gone further than is asked for now, where an uninterrupted run would have ended.
    return run.iterations > config.stop.maxIterations ? 'restart' : 'continue';
  }
  return run.status === 'diverged' || isLongEnough(run, run.config, config) ? 'reuse' : 'continue';
}

/**
 * The configuration of a resumed run. It keeps recording everything that it has recorded, which may be more than is asked for
 * now.
 */
export const continuedConfig = (recorded: RunConfig, config: RunConfig): RunConfig => ({
  ...config,
  record: recorded.record,
});

/** Whether one configuration records everything that another does. */
function hasRecorded(recorded: RunConfig, wanted: RunConfig): boolean {
  if (JSON.stringify(recorded.record) === JSON.stringify(wanted.record)) return true;
  const names = new Set(allNames(metricsOf(recorded)));
  const hasMetrics = allNames(metricsOf(wanted)).every((name) => names.has(name));
  return hasMetrics && covers(recorded.record, wanted.record);
}

function isLongEnough(
  { stopReason, iterations }: RunProgress,
  { stop: was }: RunConfig,
  { stop }: RunConfig,
): boolean {
  if (iterations >= stop.maxIterations) return true;
  if (stopReason !== 'loss') return false;
  return (
    stop.lossBelow >= was.lossBelow && stop.patience <= was.patience && stop.checkEvery <= was.checkEvery
  );
}

/** What is left to do for a run that is asked for: nothing, go on, or start (again) from iteration 0. */
import type { RunConfig } from '@ranksweep/core';
import { allNames, metricsOf } from '@ranksweep/kinds';
import type { RegisteredRun } from '@ranksweep/store';
import { covers } from '@ranksweep/run';

export type RunAction =
  /** The store already has what is asked for. */
  | 'reuse'
  /** Goes on from its checkpoint; a run without one starts. */
  | 'continue'
  /** Starts at iteration 0; what there is of it is deleted. The same bits come again. */
  | 'restart';

/** How far a run is, as the store has it. */
export type RunProgress = Pick<RegisteredRun, 'status' | 'iterations' | 'stopReason' | 'config'>;

/** @param config as asked for now; the run's own may differ from it in `stop` and `record` */
export function actionFor(run: RunProgress, config: RunConfig): RunAction {
  // Nobody knows what was recorded where the configuration is damaged. The bits come again.
  if (run.config === undefined || !hasRecorded(run.config, config)) return 'restart';
  if (run.status !== 'done' && run.status !== 'diverged') {
    // It has come further than is asked for now, where one that had not been interrupted would have ended.
    return run.iterations > config.stop.maxIterations ? 'restart' : 'continue';
  }
  return run.status === 'diverged' || isLongEnough(run, run.config, config) ? 'reuse' : 'continue';
}

/** What a run goes on with: it keeps recording all that it has recorded, which may be more than is asked for now. */
export const continuedConfig = (recorded: RunConfig, config: RunConfig): RunConfig => ({
  ...config,
  record: recorded.record,
});

/** Whether what one configuration records includes what another does. */
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

/** What sources are told of runs. */
import type { Snapshots } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import type { PlannedRun, RunOutcome } from '../observer.ts';
import { endOf } from './endOf.ts';
import type { OutcomeReport, ProgressReport } from './source.ts';

export function progressReport(run: PlannedRun, snapshots: Snapshots): ProgressReport {
  const { iterations, loss } = snapshots;
  return {
    kind: 'progress',
    run,
    iteration: iterations.at(-1)!,
    loss,
    values: () => lastValues(snapshots),
  };
}

export const outcomeReport = (
  store: Pick<Store, 'finals'>,
  run: PlannedRun,
  outcome: RunOutcome,
  finals?: ReadonlyMap<string, number>,
): OutcomeReport => ({ kind: 'outcome', run, outcome, values: () => finals ?? store.finals(run.runId) });

/** The result of a run that has ended, as the store has it. */
export function storedReport(store: Pick<Store, 'run' | 'finals'>, run: PlannedRun): OutcomeReport {
  const row = store.run(run.runId);
  if (row?.status === 'done' || row?.status === 'diverged') return outcomeReport(store, run, endOf(row));
  throw new Error(
    `source: expected a run that has ended, found run ${run.runId}, ${row?.status ?? 'which is not there'}`,
  );
}

/** The value of a metric at the last snapshot up to an iteration; undefined if there is none. */
export const storedValueAt = (
  store: Pick<Store, 'trajectory'>,
  { runId }: PlannedRun,
  metric: string,
  iteration: number,
): number | undefined => store.trajectory(runId, [metric], iteration)[0]?.values.at(-1);

const lastValues = ({ metrics, iterations, values }: Snapshots): ReadonlyMap<string, number> =>
  new Map(metrics.map((metric, m) => [metric, values[(m + 1) * iterations.length - 1]!]));

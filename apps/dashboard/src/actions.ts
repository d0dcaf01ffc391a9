/** What the dashboard does, by the functions and commands of the command line. */
import { relative } from 'node:path';
import { openWhenUnlocked, whenUnlocked, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { cancelOnSlurm, slurmFolderOf } from '@ranksweep/sweep/slurm';
import { countOf } from '@ranksweep/text';
import { startInBackground } from './background.ts';
import type { Context } from './context.ts';

/** Cancels what is pending or running of these runs, however long another program's lock keeps it waiting. */
export async function cancelRuns(
  { store: { path } }: Context,
  runIds: readonly number[],
  sweepId?: number,
): Promise<string> {
  const store = await openWhenUnlocked(path);
  try {
    const cancelled = await whenUnlocked(() =>
      store.transaction(() => {
        const runs = store.cancelRuns(runIds);
        if (sweepId !== undefined) store.finishSweep(sweepId, { searches: 'over' });
        return runs;
      }),
    );
    return `${countOf(cancelled.length, 'run')} cancelled.`;
  } finally {
    store.close();
  }
}

/** Cancels what is left of a sweep, and its jobs where Slurm has it. */
export async function cancelSweep(
  context: Context,
  sweep: Pick<SweepSummary, 'id' | 'name'>,
  runIds: readonly number[],
): Promise<string> {
  const said = await cancelRuns(context, runIds, sweep.id);
  const folder = slurmFolderOf(context.store.path, sweep);
  if (folder === undefined) return said;
  const onSlurm = await cancelOnSlurm([folder]);
  return onSlurm === undefined ? said : `${said} ${onSlurm}; what tasks have is collected.`;
}

/** A command on a sweep. */
export interface SweepCommand {
  readonly verb: 'fill' | 'retry' | 'extend';
  readonly sweepId: number;
  /** What follows the sweep's number. */
  readonly options?: readonly string[];
}

/**
 * Starts a command on the database, and tells what came of it when it has ended.
 * @returns what to tell at once
 */
export function start(
  { store, ranksweep, tell }: Context,
  { verb, sweepId, options = [] }: SweepCommand,
): string {
  const db = store.path;
  const name = `${verb}-${sweepId}`;
  const words = [verb, String(sweepId), ...options, '--db', db];
  const { log, ended } = startInBackground({ ranksweep, words, db, name });
  const shownLog = relative(process.cwd(), log);
  void ended
    .then((status) => `${name} ${endText(status, shownLog)}: ${stateText(store, sweepId)}.`)
    .catch((error: Error) => error.message)
    .then((message) => tell?.(message));
  return `Started ${name}; it goes on without the dashboard. Log: ${shownLog}`;
}

function endText(status: number | null, log: string): string {
  if (status === 0) return 'has ended';
  const how = status === null ? 'was killed or could not be started' : `has ended with status ${status}`;
  return `${how} (log: ${log})`;
}

/** How a sweep's runs are by now, as the database has them. */
function stateText(store: ReadOnlyStore, sweepId: number): string {
  const sweep = store.sweep(sweepId);
  if (sweep === undefined) return `sweep ${sweepId} is there no more`;
  const counts = Object.entries(sweep.runs).filter(([, count]) => count > 0);
  return `sweep ${sweepId} has ${counts.map(([status, count]) => `${count} ${status}`).join(', ')}`;
}

/** What the dashboard does, by the functions and commands of the command line. */
import { openStore } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
import { startInBackground } from './background.ts';
import type { Context } from './context.ts';

/** Cancels what is pending or running of these runs. */
export function cancelRuns(
  { store: { path } }: Context,
  runIds: readonly number[],
  sweepId?: number,
): string {
  const store = openStore(path);
  try {
    const cancelled = store.cancelRuns(runIds);
    if (sweepId !== undefined) store.finishSweep(sweepId);
    return `${countOf(cancelled.length, 'run')} cancelled.`;
  } finally {
    store.close();
  }
}

/**
 * Starts a command such as `fill 3` on the database.
 * @returns what to tell
 */
export function start({ store: { path: db }, ranksweep }: Context, words: readonly string[]): string {
  const name = words.slice(0, 2).join('-');
  const { pid, log } = startInBackground({ ranksweep, words: [...words, '--db', db], db, name });
  return `Started: ranksweep ${words.join(' ')} (process ${pid}). What it says is in ${log}`;
}

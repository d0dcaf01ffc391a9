/** What the dashboard does, by the functions and commands of the command line. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { openWhenUnlocked, whenUnlocked } from '@ranksweep/store';
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
        if (sweepId !== undefined) store.finishSweep(sweepId);
        return runs;
      }),
    );
    return `${countOf(cancelled.length, 'run')} cancelled.`;
  } finally {
    store.close();
  }
}

/**
 * Starts a command such as `fill 3` on the database.
 * @returns what to tell
 */
export function start({ store: { path: db }, ranksweep, tell }: Context, words: readonly string[]): string {
  const name = words.slice(0, 2).join('-');
  const { log, ended } = startInBackground({ ranksweep, words: [...words, '--db', db], db, name });
  void ended.then((status) =>
    tell?.(`${name} has ended${status === 0 ? '' : ' with an error'}: ${lastWord(log)}`),
  );
  return `Started ${name}; it goes on without the dashboard. Log: ${relative(process.cwd(), log)}`;
}

/** What is said last before the database is named, or the last line. */
function lastWord(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return lines.findLast((line) => /^Nothing to run|, in /.test(line)) ?? lines.at(-1) ?? '';
}

/** `ranksweep dashboard`, and `run --dashboard`. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDashboard, requireTerminal, startInBackground } from '@ranksweep/dashboard';
import { openStore } from '@ranksweep/store';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { ranksweep } from '../ranksweepCommand.ts';
import { collectBeside } from '../slurm/collectBeside.ts';

const LOOK_EVERY_MS = 50;

/**
 * @param at address of what is shown first
 * @throws InputError without a terminal or a database, and for an address that names nothing
 */
export async function dashboard(at: string | undefined, { db }: { readonly db: string }): Promise<void> {
  await openDashboard({ db, ranksweep, at, beside: (tell) => collectBeside(db, tell) });
}

/**
 * Has a sweep run in a process of its own, which goes on when the dashboard is left.
 * @param words the command line that runs it
 * @throws InputError without a terminal
 */
export async function runBesideDashboard(words: readonly string[], db: string): Promise<ExitStatus> {
  requireTerminal();
  const { pid, log, ended } = startInBackground({ ranksweep, words, db, name: 'run' });
  let status: number | null | undefined;
  void ended.then((found) => (status = found));
  while (status === undefined && !isReadable(db)) await sleep(LOOK_EVERY_MS);
  if (status !== undefined && status !== exitStatus.ok) {
    process.stderr.write(readFileSync(log));
    return exitStatus.badInput;
  }
  await openDashboard({ db, ranksweep, beside: (tell) => collectBeside(db, tell) });
  await sleep(0);
  if (status === undefined) console.log(`The sweep goes on in process ${pid}; what it says is in ${log}`);
  else process.stdout.write(readFileSync(log));
  return exitStatus.ok;
}

/** It takes a moment until the sweep has made its database. */
function isReadable(db: string): boolean {
  try {
    openStore(db, { readOnly: true }).close();
    return true;
  } catch {
    return false;
  }
}

/** Waits for what a command does in a folder. */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { ranksweep, type Ended } from './ranksweep.ts';

/** A run goes on, and has told of itself. */
export const RUNNING = 'SELECT EXISTS (SELECT 1 FROM leases JOIN points USING (run_id))';
/** A run goes on, and has a checkpoint. */
export const SAVED = 'SELECT EXISTS (SELECT 1 FROM leases JOIN checkpoints USING (run_id))';

/** An override with which a run does not end by itself: it is still there, however late something is done to it. */
export const ENDLESS = 'stop.maxIterations=1000000000';

/** Resolves when the query gives 1. */
export async function until(folder: string, query: string): Promise<void> {
  const path = join(folder, 'results', 'ranksweep.db');
  for (;;) {
    try {
      const client = new Database(path, { readonly: true });
      const answer = client.prepare(query).pluck().get();
      client.close();
      if (answer === 1) return;
    } catch (error) {
      if (String(error).includes('syntax')) throw error; // else it is not there yet
    }
    await sleep(20);
  }
}

/** Runs a command, and does something once the query gives 1. */
export const disturbed = (
  folder: string,
  words: readonly string[],
  disturb: (child: ChildProcess) => void,
  when = RUNNING,
): Promise<Ended> => ranksweep(folder, words, (child) => void until(folder, when).then(() => disturb(child)));

/** Has something done, once, when a process's stderr tells of it. */
export function whenTold(child: ChildProcess, text: string, work: () => void): void {
  let told: string | undefined = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    if (told === undefined) return;
    told += chunk.toString();
    if (!told.includes(text)) return;
    told = undefined;
    work();
  });
}

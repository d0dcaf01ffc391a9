/** What the dashboard does, by the functions and commands of the command line. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
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
 * Starts a command such as `fill 3` in a process of its own, which goes on when the dashboard has ended.
 * @returns what to tell
 */
export function start({ store: { path }, ranksweep }: Context, words: readonly string[]): string {
  const folder = join(dirname(path), 'logs');
  mkdirSync(folder, { recursive: true });
  const log = join(folder, `${words.slice(0, 2).join('-')}.log`);
  const output = openSync(log, 'w');
  const [program, ...first] = ranksweep;
  const child = spawn(program!, [...first, ...words, '--db', path], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  child.on('error', () => {}); // its log stays empty
  child.unref();
  closeSync(output);
  return `Started: ranksweep ${words.join(' ')} (process ${child.pid}). What it says is in ${log}`;
}

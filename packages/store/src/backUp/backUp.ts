/** Copies a whole database in a separate process. SQLite cannot be interrupted while it copies and checks. */
import { execFile, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@ranksweep/core';

/** How a copy of a database is made. */
export interface BackUpOptions {
  /** Aborting stops the copying. The promise then rejects with an AbortError, and an incomplete copy is left at `target`. */
  readonly signal?: AbortSignal;
}

/** The copying process's exit status for errors that the user can fix. */
export const BAD_INPUT = 2;

const copyProcess = fileURLToPath(new URL('copyProcess.ts', import.meta.url));

/**
 * Copies the database at `source`, of any schema version up to this one, as it is at one moment. Other processes may write to it
 * meanwhile. The copy is compact, without the space of deleted rows. When this resolves, the copy is on the disk and has been
 * checked.
 * @param target a path without a file, or an empty file
 * @throws InputError if there is no ranksweep database at `source`, or it is damaged
 * @throws Error if the copy cannot be written or is not sound
 */
export function backUp(source: string, target: string, { signal }: BackUpOptions = {}): Promise<void> {
  return new Promise((done, fail) => {
    const options = signal === undefined ? {} : { signal };
    const child = execFile(
      process.execPath,
      [copyProcess, resolve(source), resolve(target), String(process.pid)],
      options,
      (error, _, stderr) => {
        if (error === null) done();
        else if (error.name === 'AbortError') onceEnded(child, () => fail(error));
        else if (error.code === BAD_INPUT) fail(new InputError(stderr.trim()));
        else fail(new Error(stderr.trim() || error.message));
      },
    );
  });
}

/** A process that is told to stop may still create its file. */
function onceEnded(child: ChildProcess, then: () => void): void {
  if (child.exitCode === null && child.signalCode === null) child.once('exit', then);
  else then();
}

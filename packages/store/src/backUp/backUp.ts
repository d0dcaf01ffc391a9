/** A copy of a whole database, in a process of its own: SQLite copies and checks without a pause in which to be interrupted. */
import { execFile, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@ranksweep/core';

export interface BackUpOptions {
  /** Stops the copying, which then rejects with an AbortError and leaves a part of it at `target`. */
  readonly signal?: AbortSignal;
}

/** Exit status of the copying process for what the user can mend. */
export const BAD_INPUT = 2;

const copyProcess = fileURLToPath(new URL('copyProcess.ts', import.meta.url));

/**
 * Copies the database at `source`, of any schema version up to this one, as of one moment: others may write it meanwhile.
 * The copy is compact, without the room that deleted rows have left, and is on the disk and found sound when this resolves.
 * @param target no file, or an empty one
 * @throws InputError if there is no ranksweep database at `source`, or it is damaged
 * @throws Error if the copy cannot be written or is not sound
 */
export function backUp(source: string, target: string, { signal }: BackUpOptions = {}): Promise<void> {
  return new Promise((done, fail) => {
    const options = signal === undefined ? {} : { signal };
    const child = execFile(
      process.execPath,
      [copyProcess, resolve(source), resolve(target)],
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

/** One that is told to stop may yet make its file. */
function onceEnded(child: ChildProcess, then: () => void): void {
  if (child.exitCode === null && child.signalCode === null) child.once('exit', then);
  else then();
}

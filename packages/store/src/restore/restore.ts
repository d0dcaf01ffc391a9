/** A backup put in a database's place: the old log, which SQLite would take for that of the backup, goes with the old file. */
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '@ranksweep/core';
import { createFolder, removeTemporary, temporaryBeside } from '@ranksweep/machine';
import { backUp, type BackUpOptions } from '../backUp/backUp.ts';
import { identityOf } from '../place/descriptors.ts';
import { runsLost, requireReplaceable } from './present.ts';
import { exclusively } from './exclusively.ts';
import { requireAsWritten } from './requireAsWritten.ts';
import { swap } from './swap.ts';

export interface RestoreOptions extends BackUpOptions {
  /** Whether runs may be lost that are farther in the database, and the backup may have damaged rows. Default: no. */
  readonly force?: boolean;
}

export interface Restored {
  readonly bytes: number;
  /** Where the file is now that was in the place; its log is beside it. Undefined where there was none. */
  readonly replaced: string | undefined;
  /** How many runs of it are farther than in the backup, or why it cannot be read. */
  readonly lost: number | InputError;
}

/**
 * Puts a sound copy of `backup`, which is only read, in the place of the database at `path`. At any time there is a whole
 * database there. One of an older version stays what it is, and is brought up to date when it is opened to be written.
 * @throws InputError, with nothing changed, if `backup` is no sound ranksweep database or has damaged rows; if what is at `path` is another
 *   program's, is open in another process, or has runs that would be lost and `force` is not set
 * @throws Error if the copy cannot be written
 */
export async function restore(
  backup: string,
  path: string,
  { force = false, ...options }: RestoreOptions = {},
): Promise<Restored> {
  const target = realPath(path);
  if (identityOf(backup) !== undefined && identityOf(backup) === identityOf(target)) {
    throw new InputError(`restore: expected a backup, found ${backup}, which is the database itself`);
  }
  requireFile(target);
  requireReplaceable(target); // what is known now need not wait until the copy is there
  createFolder(dirname(target));
  const temporary = temporaryBeside(target);
  try {
    await backUp(backup, temporary, options);
    if (!force) requireAsWritten(temporary, backup);
    const { size: bytes } = statSync(temporary);
    return exclusively(target, {
      look() {
        const lost = runsLost(target, temporary);
        if (typeof lost === 'number' && lost > 0 && !force) throw wouldLose(lost, path, backup);
        return lost;
      },
      move: (lost) => ({ bytes, lost, replaced: swap(temporary, target) }),
    });
  } finally {
    removeTemporary(temporary);
  }
}

function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new InputError(`restore: expected a database file, found a folder or a device at ${path}`);
}

/** A link leads to the file that it names. */
function realPath(path: string): string {
  return identityOf(path) === undefined ? resolve(path) : realpathSync(path);
}

const wouldLose = (lost: number, path: string, backup: string): InputError =>
  new InputError(
    `restore: expected a backup with all that is in the database, found ${lost} ${lost === 1 ? 'run' : 'runs'} farther ` +
      `in ${path} than in ${backup}: --force restores it all the same, and leaves the file that is there now beside it`,
  );

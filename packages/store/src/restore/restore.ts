/** Replaces a database with a backup. SQLite would take the old log for the backup's, so the old log goes with the old file. */
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '@ranksweep/core';
import { createFolder, removeTemporary, temporaryBeside } from '@ranksweep/machine';
import { backUp, type BackUpOptions } from '../backUp/backUp.ts';
import { openSource } from '../backUp/copy.ts';
import { identityOf } from '../file/descriptors.ts';
import { openNamed } from '../file/openErrors.ts';
import { runsLost, requireReplaceable } from './present.ts';
import { exclusively, lockOut } from './exclusively.ts';
import { requireAsWritten } from './requireAsWritten.ts';
import { swap } from './swap.ts';
import { wholeCopy } from './wholeCopy.ts';

/** How a backup takes the place of a database. */
export interface RestoreOptions extends BackUpOptions {
  /**
   * Whether to restore even if the database has runs that are further than the backup's, or if the backup may have damaged rows.
   * Default: no.
   */
  readonly force?: boolean;
}

/** What a restored backup has replaced. */
export interface Restored {
  readonly bytes: number;
  /** Where the replaced file is now, with its log beside it. Undefined if there was none. */
  readonly replaced: string | undefined;
  /** How many of its runs are further than in the backup, or why it cannot be read. */
  readonly lost: number | InputError;
}

/**
 * Replaces the database at `path` with a sound copy of `backup`, which is only read. There is a complete database at `path` at
 * any time, if what is there is one: a log that a killed process has left is written into a copy first, and the old files stay as they
 * are. A backup of an older version keeps its version, and is migrated when it is opened for writing.
 * @throws InputError, with nothing changed, if `backup` is not a sound ranksweep database or has damaged rows; or if what is at
 *   `path` belongs to another program, is open in another process, or has runs that would be lost while `force` is not set
 * @throws Error if a copy cannot be written
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
  requireReplaceable(target); // Check now, since this does not need the copy.
  openNamed(() => openSource(resolve(backup)).close());
  createFolder(dirname(target));
  const temporary = temporaryBeside(target);
  let whole: string | undefined;
  try {
    await backUp(backup, temporary, options);
    if (!force) requireAsWritten(temporary, backup);
    const { size: bytes } = statSync(temporary);
    return exclusively(target, {
      look() {
        const lost = runsLost(target, temporary);
        if (typeof lost === 'number' && lost > 0 && !force) throw wouldLose(lost, path, backup);
        if (whole !== undefined) removeTemporary(whole);
        whole = wholeCopy(target);
        return lost;
      },
      move(lost) {
        const lock = whole === undefined ? undefined : lockOut(whole);
        try {
          return { bytes, lost, replaced: swap(temporary, target, whole) };
        } finally {
          lock?.close();
        }
      },
    });
  } finally {
    for (const path of [temporary, whole]) if (path !== undefined) removeTemporary(path);
  }
}

function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new InputError(`restore: expected a database file, found a folder or a device at ${path}`);
}

/** Follows a link to the file that it names. */
function realPath(path: string): string {
  return identityOf(path) === undefined ? resolve(path) : realpathSync(path);
}

const wouldLose = (lost: number, path: string, backup: string): InputError =>
  new InputError(
    `restore: expected a backup with all that is in the database, found ${lost} ${lost === 1 ? 'run' : 'runs'} farther ` +
      `in ${path} than in ${backup}: --force restores it all the same, and leaves the file that is there now beside it`,
  );

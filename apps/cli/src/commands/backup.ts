/** `ranksweep backup`: a copy of the database, sound and of one moment. */
import { existsSync, realpathSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { writeNewFile } from '@ranksweep/export';
import { backUp } from '@ranksweep/store';
import type { ExitStatus } from '../exitStatus.ts';
import { requireFileName } from '../pathProblem.ts';
import { interruptible } from '../interruptible.ts';
import { formatBytes } from '@ranksweep/text';
import { print } from '../render/print.ts';

export interface BackupOptions {
  readonly force?: boolean;
  readonly db: string;
}

/** @throws InputError for a file that is there and may not be replaced, or a database that cannot be read */
export function backup(path: string, { force = false, db }: BackupOptions): Promise<ExitStatus> {
  requireFileName('backup', path);
  requireOther(path, db);
  return interruptible(async (signal) => {
    const bytes = await writeNewFile({ path, force }, (temporary) => backUp(db, temporary, { signal }));
    print(`${path}: ${formatBytes(bytes)}, a sound copy of ${db}`);
  });
}

/** A database in use has a log beside it, which SQLite would take for that of the copy. */
function requireOther(path: string, db: string): void {
  const log = ['-wal', '-journal'].map((suffix) => path + suffix).find((name) => existsSync(name));
  const isItself = existsSync(path) && existsSync(db) && realpathSync(path) === realpathSync(db);
  if (!isItself && log === undefined) return;
  const found = isItself ? 'the database itself' : `${log}, the log of a database in use`;
  throw new InputError(`backup: expected another file, found ${found}: name a file that is not there`);
}

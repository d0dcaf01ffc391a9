/** Whether a database's file is still where it was opened: SQLite goes on writing to one that was deleted, and nobody finds it. */
import { statSync } from 'node:fs';
import { InputError } from '@ranksweep/core';

export interface Place {
  /** @throws InputError if the file was moved, deleted or replaced since it was opened */
  requireInPlace(): void;
}

export function placeOf(path: string): Place {
  const opened = identityOf(path);
  return {
    requireInPlace() {
      if (identityOf(path) === opened) return;
      throw new InputError(
        `expected the database that was opened, found ${path} moved, deleted or replaced meanwhile: put it back, and ` +
          'repeat the command to go on from its last checkpoints',
      );
    },
  };
}

/** Device and inode; undefined where there is no file. */
function identityOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false, bigint: true });
  return status && `${status.dev} ${status.ino}`;
}

/** Whether the rows of a backup are what was written: one that was damaged before it was copied is a sound file all the same. */
import { constants, copyFileSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { removeTemporary, temporaryBeside } from '@ranksweep/machine';
import { readFileHeader } from '../fileHeader.ts';
import { inspect } from '../inspect.ts';
import { migrations } from '../migrations/migrations.ts';
import { openStore } from '../open.ts';

const FIRST_VERSION_WITH_DIGESTS = 3;

const MOST_TOLD = 3;

/**
 * @param copy of the backup, which is opened in its stead
 * @throws InputError when rows are not what was written; one of a version that had no digests is taken as it is
 * @throws Error if there is no room to look at one of an older version
 */
export function requireAsWritten(copy: string, backup: string): void {
  const header = readFileHeader(copy);
  const version = header.kind === 'sqlite' ? header.version : migrations.length;
  if (version < FIRST_VERSION_WITH_DIGESTS) return;
  const damage = version < migrations.length ? damageOfOlder(copy) : damageOf(copy);
  if (damage.length === 0) return;
  const some = damage.slice(0, MOST_TOLD).join('; ') + (damage.length > MOST_TOLD ? '; ...' : '');
  throw new InputError(
    `restore: expected a backup whose rows are what was written, found damage in ${backup} (${some}): --force restores ` +
      'it all the same, and `ranksweep doctor` then says what mends it',
  );
}

/** Brought up to date, which leaves damage what it is; what is restored stays of its version. */
function damageOfOlder(copy: string): string[] {
  const updated = temporaryBeside(copy);
  try {
    copyFileSync(copy, updated, constants.COPYFILE_FICLONE);
    openStore(updated).close();
    return damageOf(updated);
  } finally {
    removeTemporary(updated);
  }
}

function damageOf(path: string): string[] {
  const store = openStore(path, { readOnly: true });
  try {
    return [...inspect(store)].flatMap(({ found }) => found.map(({ text }) => text));
  } finally {
    store.close();
  }
}

/** Checks the rows of a backup for damage. A backup of damaged rows is still a sound file. */
import { constants, copyFileSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { removeTemporary, temporaryBeside } from '@ranksweep/machine';
import { readFileHeader } from '../file/fileHeader.ts';
import { inspect } from '../inspect.ts';
import { migrations } from '../migrations/migrations.ts';
import { openStore } from '../opening/open.ts';

const FIRST_VERSION_WITH_DIGESTS = 3;

const MOST_TOLD = 3;

/**
 * Checks a backup.
 * @param copy a copy of the backup, which is opened instead of it
 * @throws InputError if rows are damaged; a backup of a version without digests is accepted as it is
 * @throws Error if there is no room to check one of an older version
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

/** A migrated copy of the backup. Migration does not hide damage, and the restored file keeps its version. */
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

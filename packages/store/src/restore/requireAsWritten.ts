/** Whether the rows of a backup are what was written: one that was damaged before it was copied is a sound file all the same. */
import { InputError } from '@ranksweep/core';
import { readFileHeader } from '../fileHeader.ts';
import { inspect } from '../inspect.ts';
import { migrations } from '../migrations/migrations.ts';
import { openStore } from '../open.ts';

const MOST_TOLD = 3;

/**
 * @param copy of the backup, which is opened in its stead
 * @throws InputError when rows are not what was written; one of an older version has no digests, and is taken as it is
 */
export function requireAsWritten(copy: string, backup: string): void {
  const header = readFileHeader(copy);
  if (header.kind === 'sqlite' && header.version < migrations.length) return;
  const store = openStore(copy, { readOnly: true });
  try {
    const damage = [...inspect(store)].flatMap(({ found }) => found.map(({ text }) => text));
    if (damage.length === 0) return;
    const some = damage.slice(0, MOST_TOLD).join('; ') + (damage.length > MOST_TOLD ? '; ...' : '');
    throw new InputError(
      `restore: expected a backup whose rows are what was written, found damage in ${backup} (${some}): --force restores ` +
        'it all the same, and `ranksweep doctor` then says what mends it',
    );
  } finally {
    store.close();
  }
}

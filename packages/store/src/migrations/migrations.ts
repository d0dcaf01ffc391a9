/** The schema's history. A migration that has been released is never edited: the next change is a new file. */
import { readFileSync } from 'node:fs';

const files = ['001-tables.sql', '002-recovery.sql', '003-digests.sql'];

/** SQL of every migration; the schema's version (PRAGMA user_version) is the number of those applied. */
export const migrations: readonly string[] = files.map((file) =>
  readFileSync(new URL(file, import.meta.url), 'utf8'),
);

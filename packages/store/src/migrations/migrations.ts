/** The schema's history. A migration that has been released is never edited: the next change is a new file. */
import { readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { fillCells } from './fillCells.ts';
import { fillNames } from './fillNames.ts';

export interface Migration {
  readonly sql: string;
  /** Fills in what SQL alone cannot derive from the existing rows. Runs after the SQL, in the same transaction. */
  readonly fill?: (database: Database.Database) => void;
}

const sqlOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** Every migration. The schema's version (PRAGMA user_version) is the number of migrations that were applied. */
export const migrations: readonly Migration[] = [
  { sql: sqlOf('001-tables.sql') },
  { sql: sqlOf('002-recovery.sql') },
  { sql: sqlOf('003-digests.sql') },
  { sql: sqlOf('004-cells.sql'), fill: fillCells },
  { sql: sqlOf('005-cancelled.sql') },
  { sql: sqlOf('006-earlier-finals.sql') },
  { sql: sqlOf('007-skips.sql'), fill: fillNames },
  { sql: sqlOf('008-segments.sql') },
  { sql: sqlOf('009-trials.sql') },
  { sql: sqlOf('010-analysis.sql') },
  { sql: sqlOf('011-fewer-indexes.sql') },
];

/** Rows of a database, by run and by what tells them apart, with values to the last bit. */
import type Database from 'better-sqlite3';
import { tables, type Table } from './tables.ts';

export interface Row {
  readonly identity: readonly unknown[];
  /** One text for each time that it is there. */
  readonly values: string[];
}

/** By run ('' for what belongs to none), then by identity. */
export type Rows = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** By table. */
export type Contents = ReadonlyMap<string, Rows>;

export const contentsOf = (database: Database.Database): Contents =>
  new Map(tables.map((table) => [table.name, rowsOf(database, table)]));

function rowsOf(database: Database.Database, { sql, identity }: Table): Rows {
  const rows = new Map<string, Map<string, Row>>();
  for (const columns of database.prepare<[], unknown[]>(sql).raw().iterate()) {
    const run = columns[0] as string;
    const ofRun = rows.get(run) ?? new Map<string, Row>();
    rows.set(run, ofRun);
    const which = columns.slice(1, identity);
    const key = textOf(which);
    const row = ofRun.get(key) ?? { identity: which, values: [] };
    ofRun.set(key, row);
    row.values.push(textOf(columns.slice(identity)));
  }
  return rows;
}

const textOf = (values: readonly unknown[]): string => values.map(valueText).join(', ');

/** Different texts for different values: JavaScript writes as many digits of a number as it takes to tell it from others. */
function valueText(value: unknown): string {
  if (value === null) return 'NULL';
  if (Buffer.isBuffer(value)) return `x'${value.toString('hex')}'`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return JSON.stringify(value);
}

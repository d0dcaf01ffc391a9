/** A configuration as rows of the table `params`. */
import type { Connection } from '../connection/connection.ts';
import { insertRows } from './insertRows.ts';
import { refreshRunTable } from './runTable.ts';

/** The value as SQLite stores it. */
export type Leaf = number | bigint | string | null;

/**
 * The leaves of a configuration by path ("init.std"), as SQLite values: true and false are 1 and 0, a list is JSON
 * text. These are the values that SQLite's own `config ->> '$.init.std'` gives.
 */
export function flattenConfig(config: object): [name: string, value: Leaf][] {
  const leaves: [string, Leaf][] = [];
  addLeaves(config, '', leaves);
  return leaves;
}

function addLeaves(group: object, prefix: string, leaves: [string, Leaf][]): void {
  for (const [key, value] of Object.entries(group) as [string, unknown][]) {
    const name = prefix + key;
    if (value === undefined) continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      addLeaves(value, `${name}.`, leaves);
    } else leaves.push([name, leafOf(value)]);
  }
}

export function leafOf(value: unknown): Leaf {
  if (Array.isArray(value)) return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  // better-sqlite3 binds every number as REAL, and this column stores values as given, so 8 would read 8.0.
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  return value as number | string | null;
}

/** Adds the leaves of `config` as rows of a run that has none. Call it in a transaction. */
export function insertParams(connection: Connection, runId: number, config: object): void {
  const { paramNames, database } = connection;
  const known = paramNames.size;
  const leaves = flattenConfig(config);
  insertRows(
    connection,
    'params (run_id, name, value)',
    leaves.map(([name, value]) => [runId, name, value]),
  );
  for (const [name] of leaves) paramNames.add(name);
  if (paramNames.size > known) refreshRunTable(database, paramNames);
}

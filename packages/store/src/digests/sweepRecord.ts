/**
 * The digest of a sweep that nobody is working on. It covers the sweep's row, its runs and their places, its tags, and its cells.
 */
import type { Connection } from '../connection/connection.ts';
import { digestOfRows } from '../checksums/rowDigest.ts';

const queries = [
  `SELECT name, definition, preset, spec, spec_hash, status, created_at, finished_at FROM sweeps WHERE id = ?`,
  'SELECT part, cell, run_id FROM sweep_runs WHERE sweep_id = ? ORDER BY part, cell, run_id',
  'SELECT tag FROM tags WHERE sweep_id = ? ORDER BY tag',
  'SELECT part, cell, name, value FROM cells WHERE sweep_id = ? ORDER BY part, cell, name',
];

const sweepDigest = (
  { statement }: Connection,
  sweepId: number,
  tables: readonly string[] = queries,
): number => digestOfRows(...tables.map((sql) => statement<[number], unknown[]>(sql).raw().all(sweepId)));

/** Call it after the last write to a sweep that is not running. */
export function sealSweep(connection: Connection, sweepId: number): void {
  connection
    .statement(
      `INSERT INTO sweep_digests (sweep_id, record) VALUES (?, ?) ON CONFLICT DO UPDATE SET record = excluded.record`,
    )
    .run(sweepId, sweepDigest(connection, sweepId));
}

/** Call it before writing to a sweep that continues. */
export function unsealSweep({ statement }: Connection, sweepId: number): void {
  statement(
    'INSERT INTO sweep_digests (sweep_id, record) VALUES (?, NULL) ON CONFLICT DO UPDATE SET record = NULL',
  ).run(sweepId);
}

/** Renews the seal of a sealed sweep after a write to it. */
export function resealSweep(connection: Connection, sweepId: number): void {
  if (typeof sealOf(connection, sweepId) === 'number') sealSweep(connection, sweepId);
}

/** Null while the sweep is running, or if an earlier version ended it; undefined if the row is missing. */
const sealOf = ({ statement }: Connection, sweepId: number): number | null | undefined =>
  statement<[number], number | null>('SELECT record FROM sweep_digests WHERE sweep_id = ?')
    .pluck()
    .get(sweepId);

export function isSweepSound(connection: Connection, sweepId: number): boolean {
  const seal = sealOf(connection, sweepId);
  return seal !== undefined && (seal === null || seal === sweepDigest(connection, sweepId));
}

/** Whether a sweep has the seal of version 3 or earlier, which had no cells, and is unchanged since. */
export const hasSealWithoutCells = (connection: Connection, sweepId: number): boolean =>
  sealOf(connection, sweepId) === sweepDigest(connection, sweepId, queries.slice(0, 3));

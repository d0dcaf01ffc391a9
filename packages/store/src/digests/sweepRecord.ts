/** The digest of a sweep that nobody is at: its own row, which runs it has where, its tags, and what its cells are. */
import type { Connection } from '../connection.ts';
import { digestOfRows } from './rowDigest.ts';

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

/** Belongs behind the last write to a sweep that is not running. */
export function sealSweep(connection: Connection, sweepId: number): void {
  connection
    .statement(
      `INSERT INTO sweep_digests (sweep_id, record) VALUES (?, ?) ON CONFLICT DO UPDATE SET record = excluded.record`,
    )
    .run(sweepId, sweepDigest(connection, sweepId));
}

/** Belongs before writes to a sweep that goes on. */
export function unsealSweep({ statement }: Connection, sweepId: number): void {
  statement(
    'INSERT INTO sweep_digests (sweep_id, record) VALUES (?, NULL) ON CONFLICT DO UPDATE SET record = NULL',
  ).run(sweepId);
}

/** Seals again one that is sealed, behind a write to it. */
export function resealSweep(connection: Connection, sweepId: number): void {
  if (typeof sealOf(connection, sweepId) === 'number') sealSweep(connection, sweepId);
}

/** Null while it is running, or where an earlier version has ended it; undefined where the row is missing. */
const sealOf = ({ statement }: Connection, sweepId: number): number | null | undefined =>
  statement<[number], number | null>('SELECT record FROM sweep_digests WHERE sweep_id = ?')
    .pluck()
    .get(sweepId);

export function isSweepSound(connection: Connection, sweepId: number): boolean {
  const seal = sealOf(connection, sweepId);
  return seal !== undefined && (seal === null || seal === sweepDigest(connection, sweepId));
}

/** Whether a sweep is sealed as versions 3 and before have done it, which had no cells, and is as it was then. */
export const hasSealWithoutCells = (connection: Connection, sweepId: number): boolean =>
  sealOf(connection, sweepId) === sweepDigest(connection, sweepId, queries.slice(0, 3));

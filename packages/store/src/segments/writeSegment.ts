/** Writes a segment: a database of its own with some runs of this one. */
import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Connection } from '../connection/connection.ts';
import { damageOfRun } from '../readers/damage.ts';
import { sealSweep } from '../digests/sweepRecord.ts';
import { connectionOf } from '../connection/connection.ts';
import type { DamagedRun } from '../merge/merge.ts';
import { tablesOfRuns } from '../merge/copyRun.ts';
import { paramNamesOf, refreshRunTable } from '../rows/runTable.ts';
import { emptySegment } from './emptySegment.ts';

export interface SegmentWriter {
  /**
   * Writes runs with all that they have, and their places in sweeps, into a new database. Use `publish`, which also puts it in place.
   * @param path of a file that does not exist, on a disk of this machine
   * @param trialsOf a sweep whose trials go along
   * @returns the runs that are damaged, and left out
   */
  writeSegment(runIds: readonly number[], path: string, trialsOf?: number): readonly DamagedRun[];
}

export const segmentWriter = (connection: Connection): SegmentWriter => ({
  writeSegment(runIds, path, trialsOf) {
    const { database } = connection;
    if (database.inTransaction) throw new Error('expected to write a segment outside of transactions');
    writeFileSync(path, emptySegment(), { flag: 'wx' });
    const segment = new Database(path, { fileMustExist: true });
    try {
      // Only a whole file is put in place, so a write that is interrupted needs no undoing.
      segment.pragma('journal_mode = OFF');
      segment.pragma('synchronous = OFF');
      segment.pragma('foreign_keys = OFF');
      segment.pragma('trusted_schema = OFF');
      segment.prepare('ATTACH ? AS other').run(database.name);
      const found = segment.transaction(() => copyRuns(connectionOf(segment), runIds, trialsOf))();
      segment.exec('DETACH other');
      return found;
    } finally {
      segment.close();
    }
  },
});

/** The segment is empty, so that all rows keep their numbers. */
function copyRuns(
  segment: Connection,
  runIds: readonly number[],
  trialsOf: number | undefined,
): DamagedRun[] {
  const { statement, database } = segment;
  const damaged: DamagedRun[] = [];
  statement('INSERT INTO metrics SELECT * FROM other.metrics').run();
  for (const runId of new Set(runIds)) {
    const damage = damageOfRun(segment, runId, 'other');
    if (damage.length > 0) {
      damaged.push({ runId, damage });
      continue;
    }
    statement('INSERT INTO runs SELECT * FROM other.runs WHERE id = ?').run(runId);
    for (const table of [...tablesOfRuns, 'earlier_finals']) {
      if (table === 'leases') continue;
      statement(`INSERT INTO ${table} SELECT * FROM other.${table} WHERE run_id = ?`).run(runId);
    }
  }
  copySweeps(segment, trialsOf);
  refreshRunTable(database, paramNamesOf(database, 'other'));
  return damaged;
}

function copySweeps(segment: Connection, trialsOf = -1): void {
  const { statement } = segment;
  statement(
    'INSERT INTO sweep_runs SELECT * FROM other.sweep_runs WHERE run_id IN (SELECT id FROM main.runs)',
  ).run();
  statement(
    'INSERT INTO trials SELECT sweep_id, part, number, cell, state, objective, rung FROM other.trials WHERE sweep_id = ?',
  ).run(trialsOf);
  statement(
    `INSERT INTO cells SELECT * FROM other.cells
     WHERE (sweep_id, part, cell) IN
       (SELECT sweep_id, part, cell FROM main.sweep_runs UNION SELECT sweep_id, part, cell FROM main.trials)`,
  ).run();
  statement(
    `INSERT INTO skips SELECT * FROM other.skips
     WHERE run_id IN (SELECT id FROM main.runs) AND because_run_id IN (SELECT id FROM main.runs)`,
  ).run();
  const sweepIds = statement<[], number>(
    `INSERT INTO sweeps SELECT * FROM other.sweeps
     WHERE id IN (SELECT sweep_id FROM main.sweep_runs UNION SELECT sweep_id FROM main.trials) RETURNING id`,
  )
    .pluck()
    .all();
  statement('INSERT INTO tags SELECT * FROM other.tags WHERE sweep_id IN (SELECT id FROM main.sweeps)').run();
  for (const sweepId of sweepIds) sealSweep(segment, sweepId);
}

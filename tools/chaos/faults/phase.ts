/** What a process was about when it was killed, told from what it left. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfig } from '@ranksweep/core';
import { iterationsPerEpoch } from '@ranksweep/kinds';
import Database from 'better-sqlite3';
import { copyDatabase } from '../database/copy.ts';

export type Phase = 'starting' | 'planning' | 'computing' | 'ending';

/** When the database and its log were last written. */
export const timesOf = (database: string): string =>
  ['', '-wal']
    .map((suffix) => statSync(`${database}${suffix}`, { throwIfNoEntry: false })?.mtimeMs ?? 'none')
    .join(' ');

/** @param before the file's times when the process was started */
export function phaseOf(database: string, folder: string, pid: number, before: string): Phase {
  if (timesOf(database) === before) return 'starting';
  const copy = new Database(copyDatabase(database, join(folder, 'phase')));
  try {
    if (copy.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'runs'`).get() === undefined)
      return 'planning';
    if (copy.prepare('SELECT 1 FROM leases WHERE pid = ?').get(pid) !== undefined) return 'computing';
    const left = copy
      .prepare(`SELECT count(*) FROM runs WHERE status IN ('pending', 'running')`)
      .pluck()
      .get();
    const known = copy.prepare('SELECT count(*) FROM runs').pluck().get();
    return left === 0 && known !== 0 ? 'ending' : 'planning';
  } finally {
    copy.close();
  }
}

/** Whether a run of the process is to go on from a checkpoint between the ends of two epochs. */
export function isInsideEpoch(database: Database.Database, pid: number): boolean {
  return database
    .prepare<[number], { readonly config: string; readonly saved: number }>(
      `SELECT config, max(checkpoints.iteration) AS saved FROM leases
       JOIN runs ON runs.id = leases.run_id JOIN checkpoints ON checkpoints.run_id = runs.id
       WHERE pid = ? GROUP BY runs.id`,
    )
    .all(pid)
    .some(({ config, saved }) => saved % (iterationsPerEpoch(JSON.parse(config) as RunConfig) ?? 1) !== 0);
}

/** The other database's sweeps, with their runs and tags. */
import type { Connection } from '../connection.ts';
import { resealSweep } from '../digests/sweepRecord.ts';
import { settleSweep } from '../sweeps.ts';

/** Belongs behind the runs. @returns how many sweeps were not here */
export function mergeSweeps(connection: Connection): number {
  const { statement } = connection;
  const added = statement<[], number>(
    `INSERT INTO sweeps (name, definition, preset, spec, spec_hash, status, created_at, finished_at)
     SELECT name, definition, preset, spec, spec_hash, status, created_at, finished_at
     FROM other.sweeps WHERE spec_hash NOT IN (SELECT spec_hash FROM main.sweeps) ORDER BY id RETURNING id`,
  )
    .pluck()
    .all();
  const joined = statement<[], number>(
    `INSERT INTO sweep_runs (sweep_id, run_id, part, cell)
     SELECT sweeps.id, runs.id, part, cell
     FROM other.sweep_runs AS theirs
       JOIN other.sweeps AS their_sweeps ON their_sweeps.id = theirs.sweep_id
       JOIN main.sweeps USING (spec_hash)
       JOIN other.runs AS their_runs ON their_runs.id = theirs.run_id
       JOIN main.runs USING (trajectory_hash, arithmetic)
     WHERE true ON CONFLICT DO NOTHING RETURNING sweep_id`,
  )
    .pluck()
    .all();
  const tagged = statement<[], number>(
    `INSERT INTO tags (sweep_id, tag)
     SELECT sweeps.id, tag FROM other.tags AS theirs
       JOIN other.sweeps AS their_sweeps ON their_sweeps.id = theirs.sweep_id JOIN main.sweeps USING (spec_hash)
     WHERE true ON CONFLICT DO NOTHING RETURNING sweep_id`,
  )
    .pluck()
    .all();
  for (const sweepId of new Set([...added, ...joined])) settleSweep(connection, sweepId);
  for (const sweepId of new Set(tagged)) resealSweep(connection, sweepId);
  return added.length;
}

/** Sweeps say what their runs say. */
export function settleSweepsOf(connection: Connection, runIds: readonly number[]): void {
  const sweepIds = connection
    .statement<[string], number>(
      'SELECT DISTINCT sweep_id FROM sweep_runs WHERE run_id IN (SELECT value FROM json_each(?))',
    )
    .pluck()
    .all(JSON.stringify(runIds));
  for (const sweepId of sweepIds) settleSweep(connection, sweepId);
}

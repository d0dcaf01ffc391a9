/** Merges the other database's sweeps with their runs and tags. */
import type { Cell } from '@ranksweep/kinds';
import { CellNumbers } from '../writers/cells.ts';
import type { Connection } from '../connection/connection.ts';
import { unsealSweep } from '../digests/sweepRecord.ts';
import { settleSweep } from '../writers/sweeps.ts';
import { mergeTrials } from './trials.ts';

export interface MergedSweeps {
  /** The number of sweeps that did not exist here. */
  readonly added: number;
  /** Those that are new, or have other runs, skips or tags now. They are not sealed any more: settle them. */
  readonly changed: ReadonlySet<number>;
}

/** Call it after the runs are merged. */
export function mergeSweeps(connection: Connection): MergedSweeps {
  const { statement } = connection;
  const added = statement<[], number>(
    `INSERT INTO sweeps (name, definition, preset, spec, spec_hash, status, created_at, finished_at)
     SELECT name, definition, preset, spec, spec_hash, status, created_at, finished_at
     FROM other.sweeps WHERE spec_hash NOT IN (SELECT spec_hash FROM main.sweeps) ORDER BY id RETURNING id`,
  )
    .pluck()
    .all();
  const joined = matchedParts(connection).flatMap((part) => mergePart(connection, part));
  const skipped = mergeSkips(connection);
  const tagged = statement<[], number>(
    `INSERT INTO tags (sweep_id, tag)
     SELECT sweeps.id, tag FROM other.tags AS theirs
       JOIN other.sweeps AS their_sweeps ON their_sweeps.id = theirs.sweep_id JOIN main.sweeps USING (spec_hash)
     WHERE true ON CONFLICT DO NOTHING RETURNING sweep_id`,
  )
    .pluck()
    .all();
  const changed = new Set([...added, ...joined, ...skipped, ...tagged]);
  for (const sweepId of changed) unsealSweep(connection, sweepId);
  return { added: added.length, changed };
}

/** What is noted here of a run stays. @returns the sweeps that now skip more runs */
const mergeSkips = ({ statement }: Connection): number[] =>
  statement<[], number>(
    `INSERT INTO skips (sweep_id, run_id, because_run_id, axis, rule, reason)
     SELECT our_sweeps.id, ours.id, our_causes.id, axis, rule, reason
     FROM other.skips AS skips
       JOIN other.sweeps AS sweeps ON sweeps.id = skips.sweep_id
       JOIN main.sweeps AS our_sweeps USING (spec_hash)
       JOIN other.runs AS theirs ON theirs.id = skips.run_id
       JOIN main.runs AS ours ON (ours.trajectory_hash, ours.arithmetic) = (theirs.trajectory_hash, theirs.arithmetic)
       JOIN other.runs AS their_causes ON their_causes.id = skips.because_run_id
       JOIN main.runs AS our_causes
         ON (our_causes.trajectory_hash, our_causes.arithmetic) = (their_causes.trajectory_hash, their_causes.arithmetic)
     WHERE true ON CONFLICT DO NOTHING RETURNING sweep_id`,
  )
    .pluck()
    .all();

/** A part of a sweep in the other database. */
interface MatchedPart {
  /** The sweep's number in this database. */
  readonly here: number;
  readonly there: number;
  readonly part: string;
}

const matchedParts = ({ statement }: Connection): MatchedPart[] =>
  statement<[], MatchedPart>(
    `SELECT ours.id AS here, theirs.id AS there, part
     FROM other.sweeps AS theirs JOIN main.sweeps AS ours USING (spec_hash)
       JOIN (SELECT sweep_id, part FROM other.sweep_runs UNION SELECT sweep_id, part FROM other.cells
             UNION SELECT sweep_id, part FROM other.trials) AS parts
         ON parts.sweep_id = theirs.id
     ORDER BY here, part`,
  ).all();

/** @returns the sweep if it has changed */
function mergePart(connection: Connection, matched: MatchedPart): number[] {
  const { here, part } = matched;
  const numbers = new CellNumbers(connection, here, part);
  const cells = cellsThere(connection, matched).map(([there, cell]): [number, number] => [
    there,
    numbers.of(cell),
  ]);
  const { changes } = connection
    .statement(
      `WITH place(there, here) AS (SELECT value ->> 0, value ->> 1 FROM json_each(@cells))
       INSERT INTO sweep_runs (sweep_id, run_id, part, cell, run_name)
       SELECT @here, ours.id, part, place.here, joined.run_name
       FROM other.sweep_runs AS joined JOIN place ON place.there = joined.cell
         JOIN other.runs AS theirs ON theirs.id = joined.run_id
         JOIN main.runs AS ours USING (trajectory_hash, arithmetic)
       WHERE joined.sweep_id = @there AND part = @part
       ON CONFLICT DO NOTHING`,
    )
    .run({ ...matched, cells: JSON.stringify(cells) });
  const tried = mergeTrials(connection, matched, cells);
  return changes + numbers.added + tried > 0 ? [here] : [];
}

/** Each database has numbered the cells in its own order of registration. */
function cellsThere({ statement }: Connection, { there, part }: MatchedPart): [cell: number, values: Cell][] {
  const numbers = statement<[{ there: number; part: string }], number>(
    `SELECT cell FROM other.sweep_runs WHERE sweep_id = @there AND part = @part
     UNION SELECT cell FROM other.cells WHERE sweep_id = @there AND part = @part
     UNION SELECT cell FROM other.trials WHERE sweep_id = @there AND part = @part ORDER BY cell`,
  )
    .pluck()
    .all({ there, part });
  const values = new Map(numbers.map((cell): [number, [string, number | string][]] => [cell, []]));
  const rows = statement<[number, string], [cell: number, name: string, value: number | string]>(
    'SELECT cell, name, value FROM other.cells WHERE sweep_id = ? AND part = ?',
  )
    .raw()
    .all(there, part);
  for (const [cell, name, value] of rows) values.get(cell)!.push([name, value]);
  return [...values].map(([cell, own]) => [cell, Object.fromEntries(own)]);
}

/** The status of a sweep follows from its runs. */
export function settleSweeps(connection: Connection, sweepIds: Iterable<number>): void {
  for (const sweepId of new Set(sweepIds)) settleSweep(connection, sweepId);
}

/** The sweeps that have some of these runs. */
export const sweepsOf = ({ statement }: Connection, runIds: readonly number[]): number[] =>
  statement<[string], number>(
    'SELECT DISTINCT sweep_id FROM sweep_runs WHERE run_id IN (SELECT value FROM json_each(?))',
  )
    .pluck()
    .all(JSON.stringify(runIds));

/** Deletes sweeps and runs in steps, so that other writers never wait for long. */
import { InputError } from '@ranksweep/core';
import { ranksweepCommand } from '@ranksweep/text';
import { runAddress } from '../address/address.ts';
import type { Connection } from '../connection/connection.ts';
import { resealSweep } from '../digests/sweepRecord.ts';
import { allLeases, isDead } from '../claims/leases.ts';

/** What to delete: sweeps, with those of their runs that no other sweep has, and single runs. */
export interface Deletion {
  readonly sweepIds?: readonly number[];
  readonly runIds?: readonly number[];
}

/** What a deletion takes away. */
export interface DeletionSize {
  /** Run numbers, ascending. */
  readonly runIds: readonly number[];
  /** The hashes of those runs that no other run has: what is kept beside the database under their names is of no use any more. */
  readonly trajectoryHashes: readonly string[];
  /** Runs of the sweeps that are kept because other sweeps have them. */
  readonly sharedRuns: number;
  readonly points: number;
  /** Their approximate size in the file. */
  readonly bytes: number;
}

export interface DeletionReader {
  /** What a deletion would remove. This reads every affected point. */
  sizeOfDeletion(deletion: Deletion): DeletionSize;

  /** @throws InputError if `deleteStep` would */
  requireNobodyAt(deletion: Deletion): void;
}

export interface DeletionWriter {
  /**
   * Deletes runs, lowest numbers first, until about `mostPoints` points are gone; the sweeps are deleted with the last run. Call
   * it until nothing is left; each call is one transaction. Runs that other sweeps have are kept. A sweep that loses a run has a
   * hole.
   * @returns whether something is left
   * @throws InputError if a live lease holds one of the runs, or another run of a sweep that would lose a run that is still to be
   *   computed
   */
  deleteStep(deletion: Deletion, mostPoints?: number): boolean;
}

/** About one second's work. */
const POINTS_PER_STEP = 1_000_000;

/** Bytes per point in the file, including its share of the tree, as measured. */
const BYTES_PER_POINT = 22;

export const deletionReader = (connection: Connection): DeletionReader => ({
  sizeOfDeletion: connection.database.transaction((deletion: Deletion) => {
    const { statement } = connection;
    const runIds = runsOf(connection, deletion);
    const points = countIn(connection, 'SELECT count(*) FROM points', runIds);
    const states = countIn(connection, 'SELECT ifnull(sum(length(state)), 0) FROM checkpoints', runIds);
    const ofSweeps = statement<[string, string], number>(
      `SELECT count(DISTINCT run_id) FROM sweep_runs WHERE sweep_id IN (SELECT value FROM json_each(?))
         AND run_id NOT IN (SELECT value FROM json_each(?))`,
    );
    const sharedRuns = ofSweeps.pluck().get(JSON.stringify(deletion.sweepIds ?? []), JSON.stringify(runIds))!;
    const onlyTheirs = statement<[string, string], string>(
      `SELECT DISTINCT trajectory_hash FROM runs WHERE id IN (SELECT value FROM json_each(?))
         AND trajectory_hash NOT IN
           (SELECT trajectory_hash FROM runs WHERE id NOT IN (SELECT value FROM json_each(?)))`,
    );
    const trajectoryHashes = onlyTheirs.pluck().all(JSON.stringify(runIds), JSON.stringify(runIds));
    return { runIds, trajectoryHashes, sharedRuns, points, bytes: points * BYTES_PER_POINT + states };
  }),

  requireNobodyAt: (deletion) => requireNobodyAt(connection, deletion),
});

export const deletionWriter = (connection: Connection): DeletionWriter => ({
  deleteStep: (deletion, mostPoints = POINTS_PER_STEP) =>
    connection.transaction(() => {
      const { statement } = connection;
      requireNobodyAt(connection, deletion);
      const runIds = runsOf(connection, deletion);
      const { deleted, sweepIds } = deleteRuns(connection, runIds, mostPoints);
      const isDone = deleted === runIds.length;
      for (const sweepId of isDone ? (deletion.sweepIds ?? []) : []) {
        statement('DELETE FROM sweeps WHERE id = ?').run(sweepId);
      }
      for (const sweepId of sweepIds) resealSweep(connection, sweepId);
      return !isDone;
    }),
});

/** @returns how many of the runs were deleted, counted from the first, and which sweeps have lost one */
function deleteRuns(
  { statement }: Connection,
  runIds: readonly number[],
  mostPoints: number,
): { readonly deleted: number; readonly sweepIds: ReadonlySet<number> } {
  const sweepsOf = statement<[number], number>('SELECT sweep_id FROM sweep_runs WHERE run_id = ?').pluck();
  const sweepIds = new Set<number>();
  let points = 0;
  for (const [place, runId] of runIds.entries()) {
    if (points >= mostPoints && place > 0) return { deleted: place, sweepIds };
    for (const sweepId of sweepsOf.all(runId)) sweepIds.add(sweepId);
    // Deleting row by row through the foreign key would take half as long again.
    points += statement('DELETE FROM points WHERE run_id = ?').run(runId).changes;
    statement('DELETE FROM runs WHERE id = ?').run(runId);
  }
  return { deleted: runIds.length, sweepIds };
}

/** The runs that would be deleted, ascending. */
function runsOf({ statement }: Connection, { sweepIds = [], runIds = [] }: Deletion): number[] {
  return statement<[string, string], number>(
    `WITH going(id) AS (SELECT value FROM json_each(?))
     SELECT id FROM runs WHERE id IN (SELECT value FROM json_each(?))
     UNION
     SELECT run_id FROM sweep_runs WHERE sweep_id IN (SELECT id FROM going) AND run_id NOT IN (
       SELECT run_id FROM sweep_runs WHERE sweep_id NOT IN (SELECT id FROM going)
     )
     ORDER BY 1`,
  )
    .pluck()
    .all(JSON.stringify(sweepIds), JSON.stringify(runIds));
}

const countIn = ({ statement }: Connection, select: string, runIds: readonly number[]): number =>
  statement<[string], number>(`${select} WHERE run_id IN (SELECT value FROM json_each(?))`)
    .pluck()
    .get(JSON.stringify(runIds))!;

/** A process that works on a run of a sweep will ask for the sweep's pending runs. */
function requireNobodyAt(connection: Connection, { sweepIds = [], runIds = [] }: Deletion): void {
  const concerns = connection
    .statement<[{ runId: number; sweepIds: string; runIds: string }], number>(
      `SELECT @runId IN (SELECT value FROM json_each(@runIds)) OR EXISTS (
         SELECT 1 FROM sweep_runs AS held WHERE held.run_id = @runId AND (
           held.sweep_id IN (SELECT value FROM json_each(@sweepIds)) OR EXISTS (
             SELECT 1 FROM sweep_runs AS lost JOIN runs ON runs.id = lost.run_id
             WHERE lost.sweep_id = held.sweep_id AND runs.status = 'pending'
               AND lost.run_id IN (SELECT value FROM json_each(@runIds))
           )
         )
       )`,
    )
    .pluck();
  const subject = { sweepIds: JSON.stringify(sweepIds), runIds: JSON.stringify(runIds) };
  const lease = allLeases(connection).find(
    (one) => !isDead(one) && concerns.get({ runId: one.runId, ...subject }) === 1,
  );
  if (lease === undefined) return;
  throw new InputError(
    `expected runs that nobody works on, found run ${lease.runId} in the hands of process ${lease.pid}: ` +
      `\`${ranksweepCommand(['cancel', runAddress(lease.runId)], connection.database.name)}\` first`,
  );
}

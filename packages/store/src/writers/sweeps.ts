/** Writing of sweeps. */
import { canonicalJson } from '@ranksweep/core';
import { timestamp, type Connection } from '../connection/connection.ts';
import { isSweepSound, sealSweep, unsealSweep } from '../digests/sweepRecord.ts';
import { openSearches, unaskedRuns } from '../progress/unasked.ts';
import { askedCounts, statusOf } from '../readers/sweeps.ts';
import { storedGroup } from '../stored/storedJson.ts';
import type { SweepStatus } from '../types.ts';

/** A sweep that is to be stored. */
export interface NewSweep {
  readonly name: string;
  /** Name of the definition that the sweep comes from. */
  readonly definition: string;
  readonly preset: string;
  /** The definition with its overrides applied; kept as JSON. */
  readonly spec: unknown;
  readonly specHash: string;
}

export interface SweepWriter {
  /**
   * Stores a sweep as `running` and returns its id. If a sweep has the same `specHash`, or a specification that differs only in
   * `figure`, it is the same sweep, because it has the same runs. That sweep continues under the name given now, and keeps its id
   * and creation time.
   */
  upsertSweep(sweep: NewSweep): number;

  /**
   * Ends a sweep with a status that follows from its runs: `running` while another process has one, `interrupted` while one is
   * pending or shorter than the sweep asks, `cancelled` or `failed` if one is, else `done`. Other sweeps that lacked some of these
   * runs, and that nobody is at, then follow from theirs, too.
   *
   * Where a search or boundary is over, the sweep leaves what it has of its runs that no trial asks for and that have no result: they
   * followed from trials that have ended otherwise since. They stay in the database.
   * @param end `searches`: `over` if they will ask for nothing more. Default: they may, up to the number of their trials
   * @throws Error if there is no such sweep
   */
  finishSweep(sweepId: number, end?: { readonly searches: 'over' }): SweepStatus;
}

export const sweepWriter = (connection: Connection): SweepWriter => ({
  upsertSweep: ({ name, definition, preset, spec, specHash }) =>
    connection.transaction(() => {
      // An INSERT that meets a conflict would use up a number.
      const known =
        connection
          .statement<unknown[], number>('SELECT id FROM sweeps WHERE spec_hash = ?')
          .pluck()
          .get(specHash) ?? withAnotherFigure(connection, { definition, preset, spec });
      if (known !== undefined) {
        takeUp(connection, known, { name, definition, preset, spec, specHash });
        return known;
      }
      const { lastInsertRowid } = connection
        .statement(
          `INSERT INTO sweeps (name, definition, preset, spec, spec_hash, status, created_at)
           VALUES (?, ?, ?, ?, ?, 'running', ?)`,
        )
        .run(name, definition, preset, JSON.stringify(spec), specHash, timestamp());
      unsealSweep(connection, Number(lastInsertRowid));
      return Number(lastInsertRowid);
    }),

  finishSweep: (sweepId, end) =>
    connection.transaction(() => {
      const status = settleSweep(connection, sweepId, end);
      for (const other of sweepsThatShareRuns(connection, sweepId)) settleSweep(connection, other);
      return status;
    }),
});

/** The newest sweep that differs only in its figure. */
function withAnotherFigure(
  { statement }: Connection,
  { definition, preset, spec }: Pick<NewSweep, 'definition' | 'preset' | 'spec'>,
): number | undefined {
  const [whole, runs] = [canonicalJson(spec), canonicalJson(withoutFigure(spec))];
  const candidates = statement<[string, string], { id: number; spec: string }>(
    'SELECT id, spec FROM sweeps WHERE definition = ? AND preset = ? ORDER BY id DESC',
  ).iterate(definition, preset);
  for (const { id, spec: text } of candidates) {
    const { group } = storedGroup(text);
    if (group === undefined || canonicalJson(group) === whole) continue;
    if (canonicalJson(withoutFigure(group)) === runs) return id;
  }
  return undefined;
}

/** The part of a specification that fixes the runs. */
function withoutFigure(spec: unknown): unknown {
  if (typeof spec !== 'object' || spec === null) return spec;
  return Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'figure'));
}

function takeUp(
  connection: Connection,
  sweepId: number,
  { name, definition, preset, spec, specHash }: NewSweep,
): void {
  const { statement } = connection;
  // If anything is damaged, the sweep's runs are registered again.
  if (!isSweepSound(connection, sweepId) || !hasSpec(connection, sweepId, spec)) {
    statement('DELETE FROM sweep_runs WHERE sweep_id = ?').run(sweepId);
    statement('DELETE FROM cells WHERE sweep_id = ?').run(sweepId);
  }
  unsealSweep(connection, sweepId);
  statement(
    `UPDATE sweeps SET name = ?, definition = ?, preset = ?, spec = ?, spec_hash = ?, status = 'running',
       finished_at = NULL
     WHERE id = ?`,
  ).run(name, definition, preset, JSON.stringify(spec), specHash, sweepId);
}

/** The cells of a sweep that an earlier version registered are known only if its specification was sound. */
function hasSpec({ statement }: Connection, sweepId: number, spec: unknown): boolean {
  const stored = statement<[number], string>('SELECT spec FROM sweeps WHERE id = ?').pluck().get(sweepId)!;
  const { group } = storedGroup(stored);
  return group !== undefined && canonicalJson(withoutFigure(group)) === canonicalJson(withoutFigure(spec));
}

/** See `finishSweep`. */
function leaveUnasked(
  connection: Connection,
  sweepId: number,
  end: { readonly searches: 'over' } | undefined,
): void {
  const leave = connection.statement<[object]>(`
    DELETE FROM sweep_runs WHERE sweep_id = @sweepId AND part = @part
      AND NOT EXISTS (SELECT 1 FROM trials WHERE sweep_id = @sweepId AND part = @part AND state = 'running')
      AND NOT EXISTS (SELECT 1 FROM trials WHERE sweep_id = @sweepId AND part = @part AND cell = sweep_runs.cell)
      AND run_id IN (SELECT id FROM runs WHERE status IN ('pending', 'failed', 'cancelled'))`);
  for (const { part, unasked } of openSearches(connection, sweepId)) {
    if (end !== undefined || unasked === 0) leave.run({ sweepId, part });
  }
}

/**
 * Like `finishSweep`, but writes nothing if the status is already right. Call it in a transaction.
 * @throws Error if there is no such sweep
 */
export function settleSweep(
  connection: Connection,
  sweepId: number,
  end?: { readonly searches: 'over' },
): SweepStatus {
  const { statement } = connection;
  const was = statement<[number], SweepStatus>('SELECT status FROM sweeps WHERE id = ?').pluck().get(sweepId);
  if (was === undefined) throw new Error(`no sweep ${sweepId}`);
  leaveUnasked(connection, sweepId, end);
  const counts = askedCounts(connection, sweepId);
  const isOver = end !== undefined || !(was === 'running' || was === 'interrupted');
  const status = statusOf({ ...counts, unasked: isOver ? 0 : unaskedRuns(connection, sweepId) });
  if (status !== was) {
    const finishedAt = status === 'running' ? null : timestamp();
    statement('UPDATE sweeps SET status = ?, finished_at = ? WHERE id = ?').run(status, finishedAt, sweepId);
  }
  if (status === 'running') unsealSweep(connection, sweepId);
  else sealSweep(connection, sweepId);
  return status;
}

/** Of those that nobody is at, and that lack something. */
function sweepsThatShareRuns({ statement }: Connection, sweepId: number): number[] {
  return statement<[number, number], number>(
    `SELECT id FROM sweeps WHERE id <> ? AND status IN ('interrupted', 'cancelled', 'failed') AND EXISTS (
       SELECT 1 FROM sweep_runs AS theirs JOIN sweep_runs AS ours USING (run_id)
       WHERE theirs.sweep_id = sweeps.id AND ours.sweep_id = ?
     )`,
  )
    .pluck()
    .all(sweepId, sweepId);
}

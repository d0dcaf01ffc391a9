/** Reads what the estimate needs to know about a sweep's runs, at one moment. */
import { NO_ITERATION_LIMIT } from '@ranksweep/core';
import { AskedStops } from '../asked/askedStops.ts';
import { statusInSweep } from '../asked/statusInSweep.ts';
import { statusUpTo } from '../asked/statusUpTo.ts';
import type { Connection } from '../connection/connection.ts';
import { isDead, leasesOfSweep } from '../claims/leases.ts';
import type { RunStatus } from '../types.ts';
import { WINDOW_MS, type Span } from './busyTime.ts';
import { openSearches } from './unasked.ts';
import type { RunWork } from './estimate.ts';
import type { IterationCosts } from './iterationCosts.ts';

interface Row {
  readonly runId: number;
  readonly part: string;
  readonly cell: number;
  readonly status: RunStatus;
  readonly stopReason: string | null;
  readonly iterations: number;
  readonly wallMs: number;
  /** Times of the last attempt, if the run ended in the last minute. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** A run that belongs to several cells appears once for each. */
const ROWS = `
  SELECT runs.id AS runId, part, cell, runs.status, stop_reason AS stopReason, iterations, wall_ms AS wallMs,
    attempts.started_at AS startedAt, ended_at AS endedAt
  FROM sweep_runs JOIN runs ON runs.id = sweep_runs.run_id
  LEFT JOIN attempts ON runs.finished_at > @since AND attempts.run_id = runs.id AND attempts.number = runs.attempts
  WHERE sweep_id = @sweepId`;

/** Of runs whose cells are not known yet. */
const NO_CELL = -1;

export interface SweepWork {
  readonly runs: readonly RunWork[];
  /**
   * The state of each run for this sweep. A run that was done under a smaller limit still has to be computed, and one that diverged
   * beyond the limit is done.
   */
  readonly statuses: readonly RunStatus[];
  /** Runs that searches have not asked for yet, at most. They are among the `runs`, once it is known how long they may be. */
  readonly unasked: number;
}

/** Call it in a transaction, so that everything is read at one moment. */
export function readWork(
  connection: Connection,
  costs: IterationCosts,
  sweepId: number,
  nowMs: number,
): SweepWork {
  const since = new Date(nowMs - WINDOW_MS).toISOString();
  const rows = connection.statement<[object], Row>(ROWS).all({ sweepId, since });
  const distinct = [...new Map(rows.map((row) => [row.runId, row])).values()];
  const asked = new AskedStops(connection, sweepId);
  const inSweep = statusInSweep(connection, sweepId);
  const atWork = runsAtWork(connection, sweepId, distinct);
  const weights = costs.of(distinct);
  const searches = openSearches(connection, sweepId);
  const prunes = new Set(searches.filter(({ hasPruner }) => hasPruner).map(({ part }) => part));
  const statuses: RunStatus[] = [];
  const runs = distinct.map((row, i): RunWork => {
    const { runId, part, cell, iterations, wallMs } = row;
    const status = inSweep(row.status, runId);
    const { limit: stored, lossBelow, when } = asked.of(row);
    const limit = stored >= NO_ITERATION_LIMIT ? Infinity : stored;
    const hasEnded = status === 'done' || status === 'diverged' || status === 'pruned';
    // The run was done for a sweep that asked for less.
    const isShort = status === 'done' && row.stopReason === 'iteration-limit' && iterations < limit;
    statuses.push(isShort ? 'pending' : statusUpTo(status, asked.upTo(row)));
    const startedMs = atWork.get(runId);
    const isAtWork = startedMs !== undefined;
    return {
      part,
      cell,
      iterations,
      limit,
      mayEndEarly: lossBelow > 0 || when !== undefined || limit === Infinity || prunes.has(part),
      state:
        status === 'failed' || status === 'cancelled' || status === 'skipped'
          ? 'given up'
          : hasEnded && !isShort
            ? 'ended'
            : 'left',
      weight: weights[i]!,
      isAtWork,
      timed: isAtWork
        ? timedSoFar(connection, row, nowMs - startedMs)
        : hasEnded
          ? { iterations, ms: wallMs }
          : undefined,
      span: isAtWork ? { fromMs: startedMs, toMs: nowMs } : spanOf(row),
    };
  });
  const toCome = searches.flatMap(({ part, unasked }): RunWork[] => {
    const like = runs.filter((run) => run.part === part);
    if (like.length === 0 || unasked === 0) return [];
    const weight = like.reduce((sum, run) => sum + run.weight, 0) / like.length;
    const { limit, mayEndEarly } = like[0]!;
    const run = { part, cell: NO_CELL, iterations: 0, limit, mayEndEarly, state: 'left', weight } as const;
    return new Array<RunWork>(unasked).fill({ ...run, isAtWork: false });
  });
  const unasked = searches.reduce((sum, search) => sum + search.unasked, 0);
  return { runs: [...runs, ...toCome], statuses, unasked };
}

function spanOf({ startedAt, endedAt, wallMs }: Row): Span | undefined {
  if (startedAt === null || endedAt === null) return undefined;
  const toMs = Date.parse(endedAt);
  return { fromMs: Math.max(Date.parse(startedAt), toMs - wallMs), toMs };
}

/** The time is known up to the last save after iteration 0, or else since the start. */
function timedSoFar(
  { statement }: Connection,
  { runId, iterations, wallMs }: Row,
  ms: number,
): RunWork['timed'] {
  const saved = statement<[number], number | null>('SELECT max(iteration) FROM checkpoints WHERE run_id = ?')
    .pluck()
    .get(runId);
  return wallMs > 0 && saved ? { iterations: saved, ms: wallMs } : { iterations, ms };
}

/**
 * Runs that lanes are computing now, with the start of their attempts in milliseconds since 1970. A lane takes short runs in
 * batches and computes them one after another. Of the runs without any progress, only the first counts.
 */
function runsAtWork(connection: Connection, sweepId: number, rows: readonly Row[]): Map<number, number> {
  const iterations = new Map(rows.map((row) => [row.runId, row.iterations]));
  const attempt = connection.statement<[number, number], { lane: string; startedAt: string }>(
    'SELECT lane, started_at AS startedAt FROM attempts WHERE run_id = ? AND number = ?',
  );
  const held = leasesOfSweep(connection, sweepId)
    .filter((lease) => !isDead(lease))
    .map((lease) => ({ ...lease, ...attempt.get(lease.runId, lease.attempt)! }));
  const byLane = Map.groupBy(held, ({ pid, lane }) => `${pid} ${lane}`);
  return new Map(
    [...byLane.values()].flatMap((runs) => {
      const advancing = runs.filter(({ runId }) => iterations.get(runId)! > 0);
      const working = advancing.length > 0 ? advancing : runs.slice(0, 1);
      return working.map(({ runId, startedAt }): [number, number] => [runId, Date.parse(startedAt)]);
    }),
  );
}

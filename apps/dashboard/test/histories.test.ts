/**
 * Whatever has happened to a sweep, the dashboard shows what SQL says: random histories of lanes that start, advance, end runs and
 * are killed, and of users who cancel, fill, retry and extend, on a real database. The SQL is written anew, from the words of the
 * documentation, and shares nothing with the code.
 */
import { trajectoryHash } from '@ranksweep/kinds';
import { countsText, progressText, type Store, type SweepSummary } from '@ranksweep/store';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { noFocus } from '../src/focus.ts';
import { sweepsView } from '../src/views/sweeps/sweepsView.ts';
import { config } from '../../../packages/store/test/support/fixtures.ts';
import { claim, contextOf, screenOf, temporaryStore } from './support/stores.ts';

/** A fault that shows in one history of twenty is missed once in twenty times. */
const HISTORIES = 60;
/** Steps between two looks in the midst of a history. */
const LOOK_EVERY = 5;
const SEEDS = 2;
const STDS = [0.1, 0.2];
const PARTS = ['one', 'two'];

/** Only the date is made: what the store writes of times is what it would write then. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

type Step =
  | {
      readonly kind: 'start' | 'end' | 'save' | 'interrupt';
      readonly lane: number;
      readonly ms: number;
      readonly share: number;
    }
  | { readonly kind: 'advance'; readonly lane: number; readonly ms: number; readonly share: number }
  | { readonly kind: 'kill' | 'cancel' | 'fill' | 'retry' | 'extend'; readonly ms: number };

const milliseconds = fc.oneof(fc.nat(3000), fc.nat(100_000));
const lane = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('start', 'start', 'advance', 'advance', 'end', 'end', 'save', 'interrupt'),
      lane,
      ms: milliseconds,
      share: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('kill', 'cancel', 'fill', 'retry', 'extend'),
      ms: milliseconds,
    }),
  },
);

interface Work {
  readonly runId: number;
  readonly attempt: number;
  readonly limit: number;
  iteration: number;
  savedAtMs: number;
}

interface HistoryOptions {
  readonly database: Database.Database;
  /** Runs of every history are its own. */
  readonly number: number;
  readonly lossBelow: number;
}

/** A sweep, whose later longer versions are sweeps of their own, and the lanes that work on the latest. */
class History {
  readonly #store: Store;
  readonly #options: HistoryOptions;
  readonly #lanes = new Map<number, Work>();
  limit = 1000;
  sweepId: number;

  constructor(store: Store, options: HistoryOptions) {
    this.#store = store;
    this.#options = options;
    this.sweepId = this.#plan(() => true);
  }

  /** Nothing of it goes on. */
  end(): void {
    this.#kill();
    this.#store.releaseDeadRuns();
  }

  take(step: Step): void {
    vi.setSystemTime(Date.now() + step.ms);
    switch (step.kind) {
      case 'start':
        return this.#start(step.lane);
      case 'kill':
        return this.#kill();
      case 'cancel': {
        const runs = this.#store.runIdsOfSweep(this.sweepId);
        this.#store.cancelRuns(runs);
        this.#lanes.clear(); // their next write is refused
        return void this.#store.finishSweep(this.sweepId);
      }
      case 'fill':
        return void this.#plan(() => true);
      case 'retry':
        return void this.#plan((status) => status === 'failed');
      case 'extend':
        this.limit += 700;
        this.sweepId = this.#plan(() => true);
        return;
      default: {
        const work = this.#lanes.get(step.lane);
        if (work !== undefined) this.#work(step, work);
      }
    }
  }

  /** As `run`, `fill`, `retry` and `extend` plan a sweep. */
  #plan(isWanted: (status: string) => boolean): number {
    const store = this.#store;
    const { number } = this.#options;
    store.releaseDeadRuns();
    const base = config({ maxIterations: this.limit });
    const stop = { ...base.stop, lossBelow: this.#options.lossBelow };
    const spec = {
      parts: Object.fromEntries(
        PARTS.map((part) => [part, { base: { ...base, stop }, axes: { 'init.std': STDS } }]),
      ),
    };
    const sweepId = store.upsertSweep({
      name: 'a',
      definition: 'a',
      preset: 'quick',
      spec,
      specHash: `${number} ${this.limit}`,
    });
    const runs = PARTS.flatMap((part, p) =>
      STDS.flatMap((std) =>
        Array.from({ length: SEEDS }, (_, seed) => {
          const run = { ...config({ seed: seed + 10 * p + 100 * number, std }), stop };
          return {
            config: run,
            trajectoryHash: trajectoryHash(run),
            arithmetic: 'f64',
            part,
            cell: { 'init.std': std },
          };
        }),
      ),
    );
    const rows = store.registerRuns(sweepId, runs);
    const again = rows.filter(
      ({ status }) => (status === 'failed' || status === 'cancelled') && isWanted(status),
    );
    store.reopenRuns(again.map(({ runId }) => runId));
    return sweepId;
  }

  #start(lane: number): void {
    if (this.#lanes.has(lane)) return;
    const runs = this.#store.runsOfSweep(this.sweepId);
    const next = runs.find(
      ({ status, iterations, stopReason }) =>
        status === 'pending' ||
        (status === 'done' && stopReason === 'iteration-limit' && iterations < this.limit),
    );
    if (next === undefined) return;
    const { runId } = next;
    const claimed = this.#store.claimRun(runId, { ...claim, lane: `lane-${lane}`, from: ['done'] })!;
    const { iteration } = claimed.checkpoint ?? { iteration: 0 };
    this.#lanes.set(lane, {
      runId,
      attempt: claimed.attempt,
      limit: this.limit,
      iteration,
      savedAtMs: Date.now(),
    });
  }

  #work(
    { kind, lane, share }: Exclude<Step, { kind: 'kill' | 'cancel' | 'fill' | 'retry' | 'extend' }>,
    work: Work,
  ): void {
    const { runId, attempt, limit } = work;
    const isLong = kind === 'end' && share > 0.6;
    work.iteration = isLong ? limit : Math.min(limit, work.iteration + Math.ceil(400 * share));
    const wallMs = Date.now() - work.savedAtMs;
    const snapshots = {
      metrics: ['train_loss'],
      iterations: Float64Array.of(work.iteration),
      values: Float64Array.of(1),
    };
    const save = (): void =>
      this.#store.saveCheckpoint(runId, attempt, {
        iteration: work.iteration,
        state: Uint8Array.of(1),
        snapshots,
        wallMs,
      });
    if (kind === 'advance') this.#store.appendChunk(runId, attempt, snapshots);
    else if (kind === 'save') {
      save();
      work.savedAtMs = Date.now();
    } else {
      this.#lanes.delete(lane);
      if (kind === 'interrupt') {
        save();
        this.#store.releaseRun(runId, attempt);
        return;
      }
      const status = share < 0.15 ? 'failed' : share < 0.25 ? 'diverged' : 'done';
      const isAtLimit = work.iteration === limit;
      this.#store.finishRun(runId, attempt, {
        status,
        iterations: work.iteration,
        stopReason:
          status === 'failed'
            ? null
            : status === 'diverged'
              ? 'non-finite-loss'
              : isAtLimit
                ? 'iteration-limit'
                : 'loss',
        error: status === 'failed' ? 'out of memory' : null,
        wallMs,
        snapshots: [snapshots],
        finalState: { state: Uint8Array.of(2), endOnly: false },
      });
    }
  }

  /** No process has this number. */
  #kill(): void {
    this.#options.database.exec('UPDATE leases SET pid = 4194304');
    this.#lanes.clear();
  }
}

interface Told {
  readonly pending: number;
  readonly running: number;
  readonly done: number;
  readonly diverged: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly made: number;
  readonly rest: number;
  readonly isBound: number;
  readonly perSecond: number | null;
  readonly leftMs: number | null;
}

/** All of it in one question. The sweep has one limit; all iterations cost the same. */
const SQL = `
WITH run AS MATERIALIZED (
  SELECT runs.*, part, cell, status = 'done' AND stop_reason = 'iteration-limit' AND iterations < @limit AS is_short
  FROM runs JOIN sweep_runs ON run_id = runs.id WHERE sweep_id = @sweepId
), ended AS MATERIALIZED (
  SELECT *, min(iterations, @limit) AS length FROM run WHERE status = 'diverged' OR (status = 'done' AND NOT is_short)
), undone AS (
  SELECT *, min(max(0, @limit - iterations), CASE
      WHEN NOT @mayEndEarly OR NOT EXISTS (SELECT 1 FROM ended) THEN @limit
      ELSE coalesce(
        (SELECT avg(length) FROM ended WHERE ended.part = run.part AND ended.cell = run.cell AND length > run.iterations) - iterations,
        (SELECT avg(length) FROM ended WHERE ended.part = run.part AND length > run.iterations) - iterations,
        (SELECT avg(length) FROM ended WHERE length > run.iterations) - iterations,
        max(1, iterations)
      ) END) AS rest
  FROM run WHERE status IN ('pending', 'running') OR is_short
), working AS MATERIALIZED (
  SELECT run.id, part, 1000 * unixepoch(attempts.started_at, 'subsec') AS start_ms, @now AS end_ms, 1 AS at_work,
    CASE WHEN wall_ms > 0 AND saved > 0 THEN saved ELSE iterations END AS timed,
    CASE WHEN wall_ms > 0 AND saved > 0 THEN wall_ms ELSE @now - 1000 * unixepoch(attempts.started_at, 'subsec') END AS took_ms
  FROM run JOIN leases ON leases.run_id = run.id AND pid = @pid
  JOIN attempts ON attempts.run_id = run.id AND number = leases.attempt
  LEFT JOIN (SELECT run_id, max(iteration) AS saved FROM checkpoints GROUP BY run_id) AS last ON last.run_id = run.id
), worked AS MATERIALIZED (
  SELECT run.id, part, max(1000 * unixepoch(attempts.started_at, 'subsec'), 1000 * unixepoch(ended_at, 'subsec') - wall_ms) AS start_ms,
    1000 * unixepoch(ended_at, 'subsec') AS end_ms, 0 AS at_work,
    iif(status IN ('done', 'diverged'), iterations, 0) AS timed, iif(status IN ('done', 'diverged'), wall_ms, 0) AS took_ms
  FROM run JOIN attempts ON attempts.run_id = run.id AND number = attempts
  WHERE status NOT IN ('pending', 'running') AND run.id NOT IN (SELECT id FROM working)
), time AS MATERIALIZED (
  SELECT *, end_ms > @now - 60000 AS is_recent, timed > 0 AND took_ms > 0 AS has_speed FROM (SELECT * FROM working UNION ALL SELECT * FROM worked)
), span AS MATERIALIZED (
  SELECT *, max(start_ms, @now - 60000) AS start, min(end_ms, @now) AS end FROM time WHERE end_ms > max(start_ms, @now - 60000)
), gap AS (
  SELECT *, max(end) OVER (ORDER BY start, end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM span
), pace AS MATERIALIZED (
  SELECT sum(end - start) AS worked_ms, sum(max(0, end - iif(start - before <= 2000, before, start))) AS busy_ms,
    sum(iif(has_speed, (end - start) * timed * 1.0 / took_ms, 0)) AS made
  FROM gap
), speed AS MATERIALIZED (
  SELECT undone.id, rest, coalesce(
    (SELECT timed * 1.0 / took_ms FROM working WHERE working.id = undone.id AND timed > 0 AND took_ms > 0),
    (SELECT sum(timed) * 1.0 / sum(took_ms) FROM time WHERE has_speed AND is_recent AND time.part = undone.part),
    (SELECT sum(timed) * 1.0 / sum(took_ms) FROM time WHERE has_speed AND time.part = undone.part),
    (SELECT sum(timed) * 1.0 / sum(took_ms) FROM time WHERE has_speed AND is_recent),
    (SELECT sum(timed) * 1.0 / sum(took_ms) FROM time WHERE has_speed)
  ) AS per_ms FROM undone
)
SELECT
  (SELECT count(*) FROM run WHERE status = 'pending' OR is_short) AS pending,
  (SELECT count(*) FROM run WHERE status = 'running') AS running,
  (SELECT count(*) FROM run WHERE status = 'done' AND NOT is_short) AS done,
  (SELECT count(*) FROM run WHERE status = 'diverged') AS diverged,
  (SELECT count(*) FROM run WHERE status = 'failed') AS failed,
  (SELECT count(*) FROM run WHERE status = 'cancelled') AS cancelled,
  (SELECT sum(min(iterations, @limit)) FROM run) AS made,
  (SELECT round(coalesce(sum(rest), 0)) FROM undone) AS rest,
  @mayEndEarly AND NOT EXISTS (SELECT 1 FROM ended) AND EXISTS (SELECT 1 FROM undone WHERE rest > 0) AS isBound,
  CASE WHEN EXISTS (SELECT 1 FROM working) AND busy_ms > 0 AND pace.made > 0 THEN 1000 * pace.made / busy_ms END AS perSecond,
  CASE WHEN EXISTS (SELECT 1 FROM working) AND busy_ms > 0 AND NOT EXISTS (SELECT 1 FROM speed WHERE rest > 0 AND per_ms IS NULL)
    THEN (SELECT max(coalesce(sum(rest / per_ms), 0) * busy_ms / worked_ms, coalesce(max(rest / per_ms), 0)) FROM speed WHERE rest > 0)
  END AS leftMs
FROM pace`;

it(`shows what SQL says after each of ${HISTORIES} random histories`, () => {
  const store = temporaryStore();
  const database = new Database(store.path);
  onTestFinished(() => void database.close());
  const sql = database.prepare<object, Told>(SQL);
  let histories = 0;
  const anyHistory = fc.array(step, { minLength: 8, maxLength: 30 });
  fc.assert(
    fc.property(anyHistory, fc.constantFrom(0, 5e-5), (steps, lossBelow) => {
      const history = new History(store, { database, number: histories++, lossBelow });
      const told = (now = Date.now()): Told =>
        sql.get({
          sweepId: history.sweepId,
          limit: history.limit,
          mayEndEarly: lossBelow > 0 ? 1 : 0,
          now,
          pid: process.pid,
        })!;
      for (const [at, one] of steps.entries()) {
        history.take(one);
        // One time for both: a millisecond decides whether anything is known of a run that has just begun.
        const now = Date.now();
        if (at % LOOK_EVERY === 0) requireSame(store, history.sweepId, { sql: told(now), now });
      }
      const context = { ...contextOf(store), now: () => Date.now() };
      const view = sweepsView(context, { ...noFocus(), sweepId: history.sweepId });
      view.refresh();
      requireShown(screenOf(view, 200, 6), store.sweep(history.sweepId)!, told());
      history.end();
    }),
    { numRuns: HISTORIES },
  );
  expect(histories).toBe(HISTORIES);
});

function requireSame(
  store: Store,
  sweepId: number,
  { sql, now }: { readonly sql: Told; readonly now: number },
): void {
  const { pending, running, done, diverged, failed, cancelled } = sql;
  const progress = store.sweepProgress(sweepId, now);
  expect(progress.counts).toEqual({
    pending,
    running,
    done,
    diverged,
    failed,
    cancelled,
    skipped: 0,
    pruned: 0,
    unasked: 0,
  });
  expect(store.sweep(sweepId)!.runs).toEqual(progress.counts);
  expect(progress.iterations).toEqual({ made: sql.made, left: sql.rest });
  expect(progress.isBound).toBe(sql.isBound === 1);
  requireClose(progress.iterationsPerSecond, sql.perSecond);
  requireClose(progress.leftMs, sql.leftMs);
}

function requireClose(found: number | undefined, expected: number | null): void {
  if (expected === null) return expect(found).toBeUndefined();
  expect(Math.abs(found! - expected)).toBeLessThanOrEqual(1e-6 * expected + 1e-3);
}

function requireShown(screen: string, { id, status, runs }: SweepSummary, sql: Told): void {
  const all = 8;
  const row = new RegExp(
    `^> +${id} +.*${status} .* ${sql.done}/${all} +${sql.running} +${sql.failed} +${sql.diverged} +${sql.cancelled} `,
    'm',
  );
  expect(screen).toMatch(row);
  const isRunning = status === 'running';
  const text = progressText({
    counts: runs,
    iterations: { made: sql.made, left: sql.rest },
    iterationsPerSecond: sql.perSecond ?? undefined,
    leftMs: sql.leftMs ?? undefined,
    isBound: sql.isBound === 1,
  });
  expect(screen).toContain(isRunning ? text : countsText(runs));
}

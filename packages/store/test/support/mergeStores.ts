/** Stores of one sweep with runs in any state, and what they have in words that no numbering changes. */
import Database from 'better-sqlite3';
import type { RunStatus, Store } from '../../src/index.ts';
import { chunk, config, finalState, newRun, newSweep, saved, take } from './fixtures.ts';

/** A run of this seed: `length` snapshots are at iterations 0, 10, ... of a trajectory that the seed fixes. */
export interface RunState {
  readonly seed: number;
  readonly status: Exclude<RunStatus, 'skipped' | 'pruned'>;
  readonly length: number;
  /** Whether its state at the last snapshot is kept. */
  readonly isSaved?: boolean;
  /** Default: `a` and `b`. */
  readonly metrics?: readonly string[];
  /** Added to its last value. */
  readonly error?: number;
}

export function addSweep(
  store: Store,
  name: string,
  runs: readonly RunState[],
  tags: readonly string[] = [],
): void {
  const sweepId = store.upsertSweep({ ...newSweep, name, specHash: name });
  store.changeTags(sweepId, { add: tags });
  const registered = store.registerRuns(
    sweepId,
    runs.map(({ seed }) => newRun({ config: config({ seed }), cell: { parity: seed % 2 } })),
  );
  runs.forEach((run, i) => {
    if (registered[i]!.iterations === 0) advance(store, registered[i]!.runId, run);
  });
  store.finishSweep(sweepId);
}

function advance(store: Store, runId: number, run: RunState): void {
  const { seed, status, length, isSaved = true, metrics = ['a', 'b'], error = 0 } = run;
  if (status === 'cancelled' && length === 0) return void store.cancelRuns([runId]);
  if (status === 'pending' && length === 0) return;
  const attempt = take(store, runId, status === 'running' ? {} : { leaseMs: 1e9 });
  const iterations = Array.from({ length }, (_, i) => 10 * i);
  const values = (metric: string): number[] =>
    iterations.map((t, i) => valueAt(seed, metric, t) + (i === length - 1 ? error : 0));
  if (length > 0) {
    store.appendChunk(
      runId,
      attempt,
      chunk(iterations, Object.fromEntries(metrics.map((m) => [m, values(m)]))),
    );
  }
  const iteration = 10 * Math.max(0, length - 1);
  if (isSaved && length > 0) store.saveCheckpoint(runId, attempt, saved(iteration, seed, length));
  if (status === 'running') return;
  if (status === 'pending') return store.releaseRun(runId, attempt);
  store.finishRun(runId, attempt, {
    status,
    iterations: iteration,
    stopReason: status === 'done' ? 'iteration-limit' : null,
    error: status === 'failed' ? 'no room' : null,
    wallMs: 5 * length,
    events: length > 1 ? [{ iteration: 10, kind: 'rise', subject: 'a', value: 0.5 }] : [],
    ...(isSaved ? { finalState: finalState(seed, length) } : {}),
  });
}

/** Of every kind that a value may be. */
function valueAt(seed: number, metric: string, iteration: number): number {
  const x = Math.sin(seed + iteration + metric.length * 7);
  if (iteration === 20) return [NaN, Infinity, -Infinity, 0][seed % 4]!;
  return x;
}

const named: Readonly<Record<string, string>> = {
  runs: `SELECT trajectory_hash, arithmetic, config, seed, status, engine, device, iterations, stop_reason, error, wall_ms,
    attempts FROM runs ORDER BY 1, 2`,
  points: `SELECT trajectory_hash, metric, iteration, value FROM trajectory JOIN runs ON runs.id = run_id ORDER BY 1, 2, 3`,
  finals: 'SELECT trajectory_hash, metric, value FROM final JOIN runs ON runs.id = run_id ORDER BY 1, 2',
  events: `SELECT trajectory_hash, iteration, kind, subject, value FROM events JOIN runs ON runs.id = run_id ORDER BY 1, 2`,
  params:
    'SELECT trajectory_hash, name, value, typeof(value) FROM params JOIN runs ON runs.id = run_id ORDER BY 1, 2',
  attempts: `SELECT trajectory_hash, number, lane, outcome, attempts.error FROM attempts JOIN runs ON runs.id = run_id
    ORDER BY 1, 2`,
  checkpoints: `SELECT trajectory_hash, iteration, hex(state), end_only FROM checkpoints JOIN runs ON runs.id = run_id ORDER BY 1`,
  sweeps: `SELECT spec_hash, name, status, finished_at IS NULL FROM sweeps ORDER BY 1`,
  // A cell's number depends on which cells were met before it.
  sweep_runs: `SELECT spec_hash, trajectory_hash, part, (
      SELECT group_concat(cells.name || '=' || value, ' ' ORDER BY cells.name) FROM cells
      WHERE cells.sweep_id = sweep_runs.sweep_id AND cells.part = sweep_runs.part AND cells.cell = sweep_runs.cell
    ) FROM sweep_runs JOIN sweeps ON sweeps.id = sweep_id JOIN runs ON runs.id = run_id ORDER BY 1, 2, 3, 4`,
  cells: `SELECT spec_hash, part, cells.name, value, typeof(value) FROM cells JOIN sweeps ON sweeps.id = sweep_id
    ORDER BY 1, 2, 3, 4`,
  tags: 'SELECT spec_hash, tag FROM tags JOIN sweeps ON sweeps.id = sweep_id ORDER BY 1, 2',
  metrics: 'SELECT name, unit, description FROM metrics ORDER BY 1',
};

/** All that a store has but for numbers of rows and times, which depend on the order of things. */
export function dump(path: string): Record<string, unknown[]> {
  const client = new Database(path, { readonly: true });
  try {
    return Object.fromEntries(
      Object.entries(named).map(([table, sql]) => [table, client.prepare(sql).raw().all()]),
    );
  } finally {
    client.close();
  }
}

/** Every row of every table as it is. */
export function rows(path: string): Record<string, unknown[]> {
  const client = new Database(path, { readonly: true });
  try {
    const tables = client
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all() as string[];
    return Object.fromEntries(
      tables.map((table) => [table, client.prepare(`SELECT * FROM ${table}`).raw().all()]),
    );
  } finally {
    client.close();
  }
}

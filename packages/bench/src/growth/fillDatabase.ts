/** A database as a sweep leaves it, written by the store's own writers and without computing anything. */
import { canonicalJson, sha256 } from '@ranksweep/core';
import { describeMetric } from '@ranksweep/kinds';
import { checkSweep } from '@ranksweep/sweep';
import { openStore, type NewRun, type Store } from '@ranksweep/store';
import { growthSweep, GROWTH_SWEEP } from './definition.ts';

const RUNS_PER_TRANSACTION = 1000;
const LEASE_MS = 600_000;

export interface DatabaseSize {
  readonly runs: number;
  /** Of all runs together; each has one snapshot at least. */
  readonly points: number;
}

/** @returns what was written, which is rounded up to whole cells and snapshots */
export function fillDatabase(path: string, { runs, points }: DatabaseSize): DatabaseSize {
  const sweep = growthSweep(runs);
  const { hashes, metrics } = checkSweep(sweep);
  const snapshots = Math.max(1, Math.ceil(points / (sweep.runs.length * metrics.length)));
  const { name, preset, spec } = sweep;
  const store = openStore(path);
  try {
    store.describeMetrics(metrics.map(describeMetric));
    const specHash = sha256(canonicalJson(spec));
    const sweepId = store.upsertSweep({ name, definition: GROWTH_SWEEP, preset, spec, specHash });
    const newRuns = sweep.runs.map(({ part, cell, config }, i): NewRun => ({
      config,
      trajectoryHash: hashes[i]!,
      arithmetic: 'f32-fma',
      part,
      cell,
    }));
    for (let start = 0; start < newRuns.length; start += RUNS_PER_TRANSACTION) {
      const some = newRuns.slice(start, start + RUNS_PER_TRANSACTION);
      store.transaction(() => {
        for (const { runId, config } of store.registerRuns(sweepId, some)) {
          finish(store, runId, { metrics, snapshots, iterations: config!.stop.maxIterations });
        }
      });
    }
    store.finishSweep(sweepId);
  } finally {
    store.close();
  }
  return { runs: sweep.runs.length, points: sweep.runs.length * metrics.length * snapshots };
}

interface Trajectory {
  readonly metrics: readonly string[];
  readonly snapshots: number;
  readonly iterations: number;
}

/** Values fall, each run's at its own speed. */
function finish(store: Store, runId: number, { metrics, snapshots, iterations }: Trajectory): void {
  const { attempt } = store.claimRun(runId, {
    lane: 'bench',
    device: 'none',
    engine: 'none',
    versions: {},
    gitSha: null,
    leaseMs: LEASE_MS,
    restart: false,
  })!;
  const at = Float64Array.from({ length: snapshots }, (_, i) =>
    Math.round((iterations * (i + 1)) / snapshots),
  );
  const values = Float64Array.from({ length: metrics.length * snapshots }, (_, i) => 1 / (1 + i + runId));
  store.appendChunk(runId, attempt, { metrics, iterations: at, values });
  store.finishRun(runId, attempt, {
    status: 'done',
    iterations,
    stopReason: 'iteration-limit',
    error: null,
    wallMs: 1,
  });
}

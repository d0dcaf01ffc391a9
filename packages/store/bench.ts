/**
 * How many points a second the store takes: `npm run bench -w @ranksweep/store [-- folder]`. One chunk is 200 snapshots
 * of 14 metrics in one transaction, as a lane sends them; the folder decides which disk is measured.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factorizationSchema, type TrajectoryChunk } from '@ranksweep/core';
import { openStore, type Claim } from './src/index.ts';

const RUNS = 40;
const CHUNKS_PER_RUN = 5;
const SNAPSHOTS = 200;
const metrics = Array.from({ length: 14 }, (_, m) => `metric_${m + 1}`);
const pointsPerChunk = metrics.length * SNAPSHOTS;

const claim: Claim = {
  lane: 'bench',
  device: 'cpu',
  engine: 'none',
  versions: {},
  gitSha: null,
  leaseMs: 600_000,
  restart: false,
};

const chunkAt = (index: number): TrajectoryChunk => ({
  metrics,
  iterations: Float64Array.from({ length: SNAPSHOTS }, (_, i) => (index * SNAPSHOTS + i) * 25),
  values: Float64Array.from({ length: pointsPerChunk }, (_, i) => Math.sqrt(index * pointsPerChunk + i)),
});

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'ranksweep-bench-'));
try {
  const path = join(folder, 'bench.db');
  const store = openStore(path);
  const sweepId = store.upsertSweep({ name: 'b', definition: 'b', preset: 'b', spec: {}, specHash: 'b' });
  const planned = Array.from({ length: RUNS }, (_, seed) => ({
    config: factorizationSchema.parse({
      model: { kind: 'matrix' },
      task: { kind: 'completion', dims: [4, 4], observed: 8, target: { kind: 'matrix', rank: 1 } },
      init: { std: 0.01 },
      seed,
    }),
    trajectoryHash: String(seed),
    arithmetic: 'f64',
    part: 'b',
    cell: {},
  }));
  const chunks = Array.from({ length: CHUNKS_PER_RUN }, (_, index) => chunkAt(index));

  let appendMs = 0;
  let finishMs = 0;
  for (const { runId } of store.registerRuns(sweepId, planned)) {
    const attempt = store.claimRun(runId, claim)!.attempt;
    const start = performance.now();
    for (const chunk of chunks) store.appendChunk(runId, attempt, chunk);
    const appended = performance.now();
    store.finishRun(runId, attempt, {
      status: 'done',
      iterations: 1,
      stopReason: null,
      error: null,
      wallMs: 0,
      events: [],
    });
    appendMs += appended - start;
    finishMs += performance.now() - appended;
  }
  store.close();

  const points = RUNS * CHUNKS_PER_RUN * pointsPerChunk;
  console.log(
    `${points} points in ${appendMs.toFixed(0)} ms: ${((points / appendMs) * 1000).toFixed(0)} points/s`,
  );
  console.log(
    `${(statSync(path).size / points).toFixed(1)} bytes/point, finishRun ${(finishMs / RUNS).toFixed(2)} ms`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

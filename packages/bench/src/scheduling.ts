/** What the scheduler and the store add to the engine's own time: short runs a second, points a second, lanes against one. */
import { median, factorizationSchema, type FactorizationInput, type TrajectoryChunk } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import type { Store } from '@ranksweep/store';
import { runSweep } from '@ranksweep/sweep';
import { sweepOf, withStore } from './benchSweep.ts';
import { watchWritingThread, type WritingThread } from './writingThread.ts';

const TRIVIAL_RUNS = 2000;
const trivial: FactorizationInput = {
  model: { kind: 'matrix', depth: 2 },
  task: { kind: 'completion', dims: [2, 2], observed: 3, target: { kind: 'matrix', rank: 1 } },
  init: { std: 0.1 },
  stop: { maxIterations: 1 },
};

/** Runs that keep a lane's SIMD units busy: half a second each, so many that starting the lanes takes no part worth telling. */
const heavy: FactorizationInput = {
  model: { kind: 'hierarchical', widths: [512, 512] },
  task: {
    kind: 'completion',
    dims: [8, 8, 8, 8],
    observed: 2048,
    target: { kind: 'hierarchical', ranks: [5, 5], frobeniusNorm: 64 },
  },
  init: { std: 0.01 },
  stop: { maxIterations: 200 },
};
const HEAVY_RUNS = 32;

/** Runs with as many snapshots as anybody looks at, and all that the theory derives of them: a second each. */
const recorded: FactorizationInput = {
  model: { kind: 'cp', components: 8 },
  task: {
    kind: 'completion',
    dims: [4, 4, 4],
    observed: 50,
    target: { kind: 'cp', rank: 3, frobeniusNorm: 8 },
  },
  init: { std: 0.05 },
  stop: { lossBelow: 0, maxIterations: 20_000 },
  record: { every: 1, theory: true },
};
const RECORDED_RUNS = 16;

/** As a lane sends them: 200 snapshots of 14 metrics. */
const CHUNK_SNAPSHOTS = 200;
const CHUNK_METRICS = 14;
const CHUNKS = 200;

export interface SchedulingResult {
  readonly lanes: number;
  readonly trivialRuns: number;
  /** From the call to the last commit: registered, planned, computed, written. */
  readonly runsPerSecond: number;
  readonly pointsPerSecond: number;
  /** Time of compute-bound runs on one lane over that on all lanes. */
  readonly speedupOfLanes: number;
  readonly recordedRuns: number;
  /** While those were computed and written. */
  readonly writing: WritingThread;
}

export async function measureScheduling(
  engine: EngineName,
  lanes: number,
  rounds: number,
): Promise<SchedulingResult> {
  const timed = async (config: FactorizationInput, runs: number, onLanes: number): Promise<number> =>
    withStore(
      async (store) =>
        (
          await runSweep(store, sweepOf(factorizationSchema.parse(config), runs), {
            lanes: { engine, count: onLanes },
            keepState: true,
          })
        ).wallMs,
    );
  const trivialMs: number[] = [];
  const speedups: number[] = [];
  const ingestMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    trivialMs.push(await timed(trivial, TRIVIAL_RUNS, lanes));
    ingestMs.push(await withStore(ingest));
    const alone = await timed(heavy, HEAVY_RUNS, 1);
    speedups.push(alone / (await timed(heavy, HEAVY_RUNS, lanes)));
  }
  return {
    lanes,
    trivialRuns: TRIVIAL_RUNS,
    runsPerSecond: (1000 * TRIVIAL_RUNS) / median(trivialMs),
    pointsPerSecond: (1000 * CHUNKS * CHUNK_SNAPSHOTS * CHUNK_METRICS) / median(ingestMs),
    speedupOfLanes: median(speedups),
    recordedRuns: RECORDED_RUNS,
    writing: await withStore((store) =>
      watchWritingThread(store, (watched) =>
        runSweep(watched, sweepOf(factorizationSchema.parse(recorded), RECORDED_RUNS), {
          lanes: { engine, count: lanes },
          keepState: true,
        }),
      ),
    ),
  };
}

/** Milliseconds that the store takes for chunks of one run, every chunk on disk before the next. */
async function ingest(store: Store): Promise<number> {
  const sweepId = store.upsertSweep({ name: 'b', definition: 'b', preset: 'b', spec: {}, specHash: 'b' });
  const config = factorizationSchema.parse(trivial);
  const [run] = store.registerRuns(sweepId, [
    { config, trajectoryHash: 'bench', arithmetic: 'none', part: 'b', cell: {} },
  ]);
  const { attempt } = store.claimRun(run!.runId, {
    lane: 'bench',
    device: 'none',
    engine: 'none',
    versions: {},
    gitSha: null,
    leaseMs: 600_000,
    restart: false,
  })!;
  const chunks = Array.from({ length: CHUNKS }, (_, index) => chunkAt(index));
  const startedAt = performance.now();
  for (const chunk of chunks) store.appendChunk(run!.runId, attempt, chunk);
  return performance.now() - startedAt;
}

const chunkAt = (index: number): TrajectoryChunk => ({
  metrics: Array.from({ length: CHUNK_METRICS }, (_, m) => `metric_${m + 1}`),
  iterations: Float64Array.from({ length: CHUNK_SNAPSHOTS }, (_, i) => (index * CHUNK_SNAPSHOTS + i) * 25),
  values: Float64Array.from({ length: CHUNK_SNAPSHOTS * CHUNK_METRICS }, (_, i) => Math.sqrt(index + i)),
});

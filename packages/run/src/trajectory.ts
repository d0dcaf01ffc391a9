/** One trajectory from its start, or a checkpoint, to its end: advances, records and stops. */
import type {
  MetricSet,
  RunConfig,
  RunMetrics,
  StopConfig,
  StopReason,
  TrajectoryChunk,
  Workload,
} from '@ranksweep/core';
import type { Losses, Program } from '@ranksweep/engine';
import type { RunCheckpoint } from './checkpoint.ts';
import { Recorder, type Snapshots } from './recorder.ts';
import { isMeasured, nextMeasured, nextMultiple } from './schedule.ts';

/** Iterations between two looks at the loss. */
const LONGEST_STRETCH = 1000;
/** About how long it takes at most until hooks are asked again. No look at the loss depends on it. */
const PAUSE_EVERY_MS = 500;

export interface TrajectoryHooks {
  /** Receives snapshots in order, while the run goes on; owns the arrays from then on. */
  readonly onChunk: (snapshots: Snapshots) => void;
  /** Asked every now and then; true stops the run where it is, to go on later. */
  readonly isInterrupted: () => boolean;
  /** Asked likewise; true has `onCheckpoint` called. */
  readonly isCheckpointDue: () => boolean;
  readonly onCheckpoint: (saved: SavedPoint) => void;
}

/** All it takes to go on from here, after all that was handed on before. */
export interface SavedPoint {
  /** Snapshots since the last chunk, if there are any. */
  readonly snapshots: Snapshots | undefined;
  readonly checkpoint: RunCheckpoint;
}

export interface TrajectoryEnd extends SavedPoint {
  readonly reason: StopReason | 'interrupted';
  /** What is measured at the end only, if there is any and the run was not interrupted. */
  readonly atEnd: TrajectoryChunk | undefined;
  /** Whether the last snapshot is there only because the run ended. */
  readonly endOnly: boolean;
}

/**
 * @param program loaded with the run at `start`
 * @param metrics what a snapshot holds, and what is measured at the end
 */
export async function runTrajectory(
  program: Program,
  { config }: Workload,
  metrics: RunMetrics,
  start: RunCheckpoint,
  hooks: TrajectoryHooks,
): Promise<TrajectoryEnd> {
  const { stop, record } = config;
  const { lastKept, reference } = start;
  const recorder = new Recorder({ record, metrics, lastKept, reference, onChunk: hooks.onChunk });
  let { zeroLossChecks } = start;
  let { iteration } = start.state;
  let reason: TrajectoryEnd['reason'] | undefined;
  // A start from a checkpoint was recorded and checked before it was saved.
  let look = iteration === 0 ? 0 : nextLook(config, iteration);
  let untilPause = 1; // how long an iteration takes is not known yet
  const savedPoint = async (): Promise<SavedPoint> => {
    const [state] = await program.state();
    const { lastKept, reference } = recorder;
    return { snapshots: recorder.take(), checkpoint: { state: state!, zeroLossChecks, lastKept, reference } };
  };

  while (reason === undefined) {
    let losses: Losses | undefined;
    if (iteration === look) {
      const isWanted = isMeasured(record, iteration);
      const [measured] = await program.measure([isWanted ? metrics : undefined]);
      losses = measured!.losses;
      if (isWanted) recorder.offer(iteration, measured!);
      if (iteration > 0 && iteration % stop.checkEvery === 0) {
        zeroLossChecks = losses.mse < stop.lossBelow ? zeroLossChecks + 1 : 0;
      }
      look = nextLook(config, iteration);
    }
    reason = reasonToStop(stop, iteration, zeroLossChecks, losses);
    if (reason === undefined && hooks.isInterrupted()) reason = 'interrupted';
    if (reason === undefined) {
      if (iteration > start.state.iteration && hooks.isCheckpointDue())
        hooks.onCheckpoint(await savedPoint());
      const next = Math.min(look, iteration + untilPause);
      const startedAt = performance.now();
      await program.advance(next - iteration);
      untilPause = iterationsIn(PAUSE_EVERY_MS, next - iteration, performance.now() - startedAt);
      iteration = next;
    }
  }

  const endOnly = reason !== 'interrupted' && recorder.lastKept !== iteration;
  if (endOnly) {
    const [measured] = await program.measure([metrics]);
    recorder.keep(iteration, measured!);
  }
  const atEnd = reason === 'interrupted' ? undefined : await measureOnce(program, metrics.atEnd, iteration);
  return { reason, atEnd, endOnly, ...(await savedPoint()) };
}

/** The iteration after this one at which the loss is looked at, and a snapshot may be due. */
const nextLook = ({ stop, record }: Pick<RunConfig, 'stop' | 'record'>, iteration: number): number =>
  Math.min(
    stop.maxIterations,
    nextMeasured(record, iteration),
    nextMultiple(iteration, stop.checkEvery),
    nextMultiple(iteration, LONGEST_STRETCH),
  );

/** How many iterations take about `ms`, if so many took so long; at least one. */
const iterationsIn = (ms: number, iterations: number, tookMs: number): number =>
  Math.max(1, Math.floor((iterations * ms) / Math.max(tookMs, 1e-3)));

async function measureOnce(
  program: Program,
  metrics: MetricSet,
  iteration: number,
): Promise<TrajectoryChunk | undefined> {
  if (metrics.names.length === 0) return undefined;
  const [measured] = await program.measure([metrics]);
  return { metrics: metrics.names, iterations: Float64Array.of(iteration), values: measured!.values };
}

/** The loss must be below the bound at patience + 1 checks in a row. */
function reasonToStop(
  stop: StopConfig,
  iteration: number,
  zeroLossChecks: number,
  losses: Losses | undefined,
): StopReason | undefined {
  if (losses !== undefined && !Number.isFinite(losses.objective)) return 'non-finite-loss';
  if (zeroLossChecks > stop.patience) return 'loss';
  return iteration >= stop.maxIterations ? 'iteration-limit' : undefined;
}

/** One trajectory from its start, or a checkpoint, to its end: advances, records and stops. */
import type {
  MetricSet,
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

/** Iterations between two looks at the loss and at whether to stop. */
const LONGEST_STRETCH = 1000;

export interface TrajectoryHooks {
  /** Receives snapshots in order, while the run goes on; owns the arrays from then on. */
  readonly onChunk: (snapshots: Snapshots) => void;
  /** Asked between stretches of iterations; true stops the run where it is, to go on later. */
  readonly isInterrupted: () => boolean;
}

export interface TrajectoryEnd {
  readonly reason: StopReason | 'interrupted';
  /** Those since the last chunk, if there are any. */
  readonly snapshots: Snapshots | undefined;
  /** What is measured at the end only, if there is any and the run was not interrupted. */
  readonly atEnd: TrajectoryChunk | undefined;
  readonly checkpoint: RunCheckpoint;
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
  const recorder = new Recorder({ record, metrics, reference: start.reference, onChunk: hooks.onChunk });
  let { zeroLossChecks } = start;
  let { iteration } = start.state;
  let reason: TrajectoryEnd['reason'] | undefined;
  // A start from a checkpoint was recorded and checked before it was saved.
  let isNew = iteration === 0;

  while (reason === undefined) {
    let losses: Losses | undefined;
    if (isNew) {
      const isWanted = isMeasured(record, iteration);
      const [measured] = await program.measure([isWanted ? metrics : undefined]);
      losses = measured!.losses;
      if (isWanted) recorder.offer(iteration, measured!);
      if (iteration > 0 && iteration % stop.checkEvery === 0) {
        zeroLossChecks = losses.mse < stop.lossBelow ? zeroLossChecks + 1 : 0;
      }
    }
    reason = reasonToStop(stop, iteration, zeroLossChecks, losses);
    if (reason === undefined && hooks.isInterrupted()) reason = 'interrupted';
    if (reason === undefined) {
      const next = Math.min(
        stop.maxIterations,
        nextMeasured(record, iteration),
        nextMultiple(iteration, stop.checkEvery),
        nextMultiple(iteration, LONGEST_STRETCH),
      );
      await program.advance(next - iteration);
      iteration = next;
      isNew = true;
    }
  }

  if (reason !== 'interrupted' && recorder.last !== iteration) {
    const [measured] = await program.measure([metrics]);
    recorder.keep(iteration, measured!);
  }
  const atEnd = reason === 'interrupted' ? undefined : await measureOnce(program, metrics.atEnd, iteration);
  const [state] = await program.state();
  const { reference } = recorder;
  return {
    reason,
    snapshots: recorder.take(),
    atEnd,
    checkpoint: { state: state!, zeroLossChecks, reference },
  };
}

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

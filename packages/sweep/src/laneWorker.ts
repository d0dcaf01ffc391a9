/** A lane: a worker thread with its engine, which runs one trajectory after another. */
import { metricSet, type RunConfig, type Workload } from '@ranksweep/core';
import { createEngine, initialState, type Device, type Engine, type EngineName } from '@ranksweep/engine';
import { decodeCheckpoint, encodeCheckpoint, type RunCheckpoint } from './checkpoint.ts';
import type { EndMessage, LaneRun, LaneTask } from './laneMessages.ts';
import { LatestWorkload } from './latestWorkload.ts';
import { Outbox } from './outbox.ts';
import { runTrajectory, type TrajectoryHooks } from './trajectory.ts';

interface Computer {
  readonly engine: Engine;
  readonly device: Device;
}

const computers = new Map<EngineName, Computer>();
const workloads = new LatestWorkload();

/** Runs a batch; whatever happens is told through the task's port. */
export default async function runLaneTask(task: LaneTask): Promise<void> {
  const outbox = new Outbox(task.port);
  const isSet = (flags: Int32Array, index: number): boolean => Atomics.load(flags, index) !== 0;
  for (const [index, run] of task.runs.entries()) {
    if (isSet(task.interrupt, 0)) break;
    if (isSet(task.abandoned, index)) continue;
    const startedAt = performance.now();
    const wallMs = (): number => performance.now() - startedAt;
    try {
      const end = await runOne(run, task.engine, {
        onChunk: (snapshots) => outbox.add({ kind: 'chunk', index, snapshots }),
        isInterrupted: () => isSet(task.interrupt, 0) || isSet(task.abandoned, index),
      });
      outbox.add({ kind: 'end', index, ...end, wallMs: wallMs() });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      outbox.add({ kind: 'failure', index, message, wallMs: wallMs() });
    }
  }
  outbox.close();
}

async function runOne(
  { config, checkpoint }: LaneRun,
  engineName: EngineName,
  hooks: TrajectoryHooks,
): Promise<Pick<EndMessage, 'reason' | 'iteration' | 'snapshots' | 'atEnd' | 'checkpoint'>> {
  const { engine, device } = await computerOf(engineName);
  const workload = await workloads.of(config);
  const start = startOf(checkpoint, config, workload);
  const { network } = workload;
  const shape = { network, loss: config.loss, optimizer: config.optimizer, cohort: 1 };
  const program = await engine.compile(shape, device);
  try {
    await program.load([{ workload, state: start.state }]);
    const end = await runTrajectory(program, workload, metricSet(config, network), start, hooks);
    return {
      reason: end.reason,
      iteration: end.checkpoint.state.iteration,
      snapshots: end.snapshots,
      atEnd: end.atEnd,
      checkpoint: encodeCheckpoint(end.checkpoint, config.stop),
    };
  } finally {
    program.dispose();
  }
}

/** A checkpoint that cannot be read, of an earlier version for one, costs time and nothing else: the same bits come again. */
function startOf(checkpoint: Uint8Array | undefined, config: RunConfig, workload: Workload): RunCheckpoint {
  const beginning = { state: initialState(workload), zeroLossChecks: 0 };
  if (checkpoint === undefined) return beginning;
  try {
    return decodeCheckpoint(checkpoint, config.stop);
  } catch (error) {
    if (error instanceof RangeError) return beginning;
    throw error;
  }
}

async function computerOf(name: EngineName): Promise<Computer> {
  let computer = computers.get(name);
  if (computer === undefined) {
    const engine = createEngine(name);
    const [device] = await engine.devices();
    computer = { engine, device: device! };
    computers.set(name, computer);
  }
  return computer;
}

/** A lane: a worker thread with its engine, which runs one trajectory after another. */
import { metricSet, prepareWorkload, type RunConfig } from '@ranksweep/core';
import { createEngine, initialState, type Engine, type EngineName } from '@ranksweep/engine';
import { decodeCheckpoint, encodeCheckpoint, type RunCheckpoint } from './checkpoint.ts';
import { readTarget } from './definition/resolveTargets.ts';
import type { LaneMessage, LaneTask } from './laneMessages.ts';
import { runTrajectory, type TrajectoryEnd, type TrajectoryHooks } from './trajectory.ts';

const engines = new Map<EngineName, Engine>();

/** Runs a task to its end; whatever happens is told through the task's port. */
export default async function runLaneTask(task: LaneTask): Promise<void> {
  const startedAt = performance.now();
  const wallMs = (): number => performance.now() - startedAt;
  const send = (message: LaneMessage, transfer: ArrayBuffer[] = []): void =>
    task.port.postMessage(message, transfer);
  try {
    const end = await runTask(task, {
      onChunk: ({ metrics, iterations, values }, { objective }) =>
        send({ kind: 'chunk', metrics, iterations, values, loss: objective }, [
          iterations.buffer as ArrayBuffer,
          values.buffer as ArrayBuffer,
        ]),
      isInterrupted: () => Atomics.load(task.interrupt, 0) !== 0,
    });
    const checkpoint = encodeCheckpoint(end.checkpoint, task.config.stop);
    send({
      kind: 'end',
      reason: end.reason,
      iteration: end.checkpoint.state.iteration,
      checkpoint,
      wallMs: wallMs(),
    });
  } catch (error) {
    send({
      kind: 'failure',
      message: error instanceof Error ? error.message : String(error),
      wallMs: wallMs(),
    });
  }
}

async function runTask(task: LaneTask, hooks: TrajectoryHooks): Promise<TrajectoryEnd> {
  const { config } = task;
  const engine = engineOf(task.engine);
  const workload = prepareWorkload(config, await userTarget(config));
  const start: RunCheckpoint =
    task.checkpoint === undefined
      ? { state: initialState(workload), zeroLossChecks: 0 }
      : decodeCheckpoint(task.checkpoint, config.stop);
  const [device] = await engine.devices();
  const { network } = workload;
  const shape = { network, loss: config.loss, optimizer: config.optimizer, cohort: 1 };
  const program = await engine.compile(shape, device!);
  try {
    await program.load([{ workload, state: start.state }]);
    return await runTrajectory(program, workload, metricSet(config, network), start, hooks);
  } finally {
    program.dispose();
  }
}

function engineOf(name: EngineName): Engine {
  const engine = engines.get(name) ?? createEngine(name);
  engines.set(name, engine);
  return engine;
}

const userTarget = async (config: RunConfig): Promise<Float64Array | undefined> =>
  config.task.target.kind === 'file' ? readTarget(config.task.target, config.task.dims) : undefined;

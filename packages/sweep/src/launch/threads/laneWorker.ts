/** A lane: a worker thread with its engine, which runs one trajectory after another. */
import { metricSet, type RunConfig, type Workload } from '@ranksweep/core';
import { createEngine, initialState, type Engine, type EngineName, type RunState } from '@ranksweep/engine';
import {
  type CheckpointMessage,
  decodeCheckpoint,
  encodeCheckpoint,
  type LaneRun,
  type RunCheckpoint,
  runTrajectory,
  type SavedPoint,
  type TrajectoryEnd,
  type TrajectoryHooks,
} from '@ranksweep/run';
import type { LaneTask } from './laneTask.ts';
import { LatestWorkload } from './latestWorkload.ts';
import { Outbox } from '../outbox.ts';
import { SaveClock } from '../saveClock.ts';
import { BatchSignals, LaneSignals, ThreadControl } from './signals.ts';

const engines = new Map<EngineName, Engine>();
const workloads = new LatestWorkload();

/** Runs a batch; whatever happens is told through the task's port. */
export default async function runLaneTask(task: LaneTask): Promise<void> {
  const outbox = new Outbox(task.port);
  const keys = task.runs.map(({ key }) => key);
  const control = new ThreadControl(
    new LaneSignals(task.laneSignals),
    new BatchSignals(keys, task.batchSignals),
  );
  for (const run of task.runs) {
    const { key } = run;
    if (control.isInterrupted) break;
    if (control.isAbandoned(key)) continue;
    control.begin(key);
    outbox.add({ kind: 'begin', key });
    const clock = new SaveClock(control, task.checkpointEveryMs);
    try {
      const end = await runOne(run, task, {
        onChunk: (snapshots) => outbox.add({ kind: 'chunk', key, snapshots }),
        isInterrupted: () => {
          outbox.lookUp();
          control.waitWhileHeld();
          control.beat();
          return control.isInterrupted || control.isAbandoned(key);
        },
        isCheckpointDue: () => clock.isDue,
        onCheckpoint: (saved) =>
          outbox.add({ kind: 'checkpoint', key, ...messageOf(saved, run.config), wallMs: clock.saved() }),
      });
      const { reason, atEnd, endOnly } = end;
      const wallMs = clock.saved();
      outbox.add({ kind: 'end', key, reason, atEnd, endOnly, ...messageOf(end, run.config), wallMs });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      outbox.add({ kind: 'failure', key, message, wallMs: clock.saved() });
    }
    control.end(key);
  }
  outbox.close();
}

async function runOne(
  { config, checkpoint }: LaneRun,
  { engine: engineName, device }: LaneTask,
  hooks: TrajectoryHooks,
): Promise<TrajectoryEnd> {
  const engine = engineOf(engineName);
  const workload = await workloads.of(config);
  const start = startOf(checkpoint, config, workload);
  const { network } = workload;
  const shape = { network, loss: config.loss, optimizer: config.optimizer, cohort: 1 };
  const program = await engine.compile(shape, device);
  try {
    await program.load([{ workload, state: start.state }]);
    return await runTrajectory(program, workload, metricSet(config, network), start, hooks);
  } finally {
    program.dispose();
  }
}

const messageOf = (
  { snapshots, checkpoint }: SavedPoint,
  { stop }: RunConfig,
): Pick<CheckpointMessage, 'iteration' | 'snapshots' | 'checkpoint'> => ({
  iteration: checkpoint.state.iteration,
  snapshots,
  checkpoint: encodeCheckpoint(checkpoint, stop),
});

/**
 * A checkpoint that cannot be read, of an earlier version for one, or that is another network's, costs time and nothing else:
 * the same bits come again.
 */
function startOf(checkpoint: Uint8Array | undefined, config: RunConfig, workload: Workload): RunCheckpoint {
  const beginning = { state: initialState(workload), zeroLossChecks: 0, lastKept: -1 };
  if (checkpoint === undefined) return beginning;
  try {
    const found = decodeCheckpoint(checkpoint, config.stop);
    return haveOneLayout(found.state, beginning.state) ? found : beginning;
  } catch (error) {
    if (error instanceof RangeError) return beginning;
    throw error;
  }
}

const haveOneLayout = (a: RunState, b: RunState): boolean =>
  a.parameters.length === b.parameters.length && a.slots.length === b.slots.length;

function engineOf(name: EngineName): Engine {
  const engine = engines.get(name) ?? createEngine(name);
  engines.set(name, engine);
  return engine;
}

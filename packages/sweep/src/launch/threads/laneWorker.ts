/** A lane that is a worker thread and uses one device. */
import { laneKinds } from '@ranksweep/kinds';
import { runBatch, type LaneKindOf } from '@ranksweep/run';
import type { LanePost, LaneTask } from './laneTask.ts';
import { BatchSignals, LaneSignals, ThreadControl } from './signals.ts';

// Most sweeps have no extensions, and lanes start faster without loading this.
if (process.env.RANKSWEEP_EXTENSIONS) {
  const { loadModules, registersOfLane } = await import('../../extensionModules.ts');
  await loadModules(registersOfLane);
}

/** A thread serves one place as long as it lives. */
let kinds: LaneKindOf | undefined;

/** Runs a batch. Every outcome is reported through the task's port. */
export default async function runLaneTask(task: LaneTask): Promise<void> {
  const { runs, engine, device, checkpointEveryMs, port } = task;
  const keys = runs.map(({ key }) => key);
  const lanes = new LaneSignals(task.laneSignals);
  const post = (message: LanePost): void => port.postMessage(message);
  await runBatch({
    runs,
    laneKindOf: (kinds ??= laneKinds({ engine, device })),
    control: new ThreadControl(lanes, new BatchSignals(keys, task.batchSignals)),
    checkpointEveryMs,
    post: (messages) => post({ messages, isLast: false }),
  });
  post({ messages: [], isLast: true });
}

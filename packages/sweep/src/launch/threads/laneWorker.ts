/** A lane that is a worker thread and uses one device. */
import { laneKinds } from '@ranksweep/kinds';
import { runBatch, type LaneKindOf } from '@ranksweep/run';
import type { LanePost, LaneTask } from './laneTask.ts';
import { BatchSignals, LaneSignals, ThreadControl } from './signals.ts';

// Most sweeps have no extensions, and lanes start faster without loading this.
if (process.env.RANKSWEEP_EXTENSIONS) await (await import('../../extensions.ts')).loadExtensions();

/** Kinds by engine. A thread lives as long as its lane. */
const kinds = new Map<string, LaneKindOf>();

/** Runs a batch. Every outcome is reported through the task's port. */
export default async function runLaneTask(task: LaneTask): Promise<void> {
  const { runs, engine, device, checkpointEveryMs, port } = task;
  const keys = runs.map(({ key }) => key);
  const lanes = new LaneSignals(task.laneSignals);
  const post = (message: LanePost): void => port.postMessage(message);
  await runBatch({
    runs,
    laneKindOf: laneKindsOf(engine, device.id),
    control: new ThreadControl(lanes, new BatchSignals(keys, task.batchSignals)),
    checkpointEveryMs,
    post: (messages) => post({ messages, isLast: false }),
  });
  post({ messages: [], isLast: true });
}

function laneKindsOf(engine: string, device: string): LaneKindOf {
  const known = kinds.get(engine) ?? laneKinds({ engine, device });
  kinds.set(engine, known);
  return known;
}

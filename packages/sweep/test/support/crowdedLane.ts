/** A lane that is at all runs of a batch at once, and dies of it; with one run it does as mortalLane.ts. */
import type { LaneTask } from '../../src/launch/threads/laneTask.ts';
import { BatchSignals } from '../../src/launch/threads/signals.ts';
import runMortalTask from './mortalLane.ts';

export default async function runCrowdedTask(task: LaneTask): Promise<void> {
  const keys = task.runs.map(({ key }) => key);
  if (keys.length === 1) return runMortalTask(task);
  const signals = new BatchSignals(keys, task.batchSignals);
  for (const key of keys.slice(0, -1)) signals.begin(key); // the last waits for a slot
  process.exit(1);
}

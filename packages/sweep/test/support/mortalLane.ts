/** A lane that comes to harm under runs of some seeds, after it has computed those before. */
import { existsSync, writeFileSync } from 'node:fs';
import type { LanePost, LaneTask } from '../../src/launch/threads/laneTask.ts';
import runLaneTask from '../../src/launch/threads/laneWorker.ts';
import { BatchSignals } from '../../src/launch/threads/signals.ts';
import { GREEDY, HANGING, MORTAL, UNLUCKY } from './mortalSeeds.ts';

const harms = new Map<number, () => void>([
  [MORTAL, () => process.exit(1)],
  [GREEDY, fillMemory],
  [HANGING, () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)],
  [
    UNLUCKY,
    () =>
      existsSync(process.env.UNLUCKY_FILE!) ||
      (writeFileSync(process.env.UNLUCKY_FILE!, ''), process.exit(1)),
  ],
]);

export default async function runMortalTask(task: LaneTask): Promise<void> {
  const fatal = task.runs.findIndex(({ config }) => harms.has(config.seed));
  if (fatal < 0) return runLaneTask(task);
  const { port } = task;
  const postMessage = (post: LanePost): void => port.postMessage({ ...post, isLast: false });
  await runLaneTask({ ...task, runs: task.runs.slice(0, fatal), port: { postMessage } as typeof port });
  const keys = task.runs.map(({ key }) => key);
  new BatchSignals(keys, task.batchSignals).begin(keys[fatal]!);
  harms.get(task.runs[fatal]!.config.seed)!();
  await runLaneTask(task); // it got away
}

function fillMemory(): void {
  const kept: unknown[] = [];
  for (;;) kept.push(Array.from({ length: 1e3 }, () => ({ x: kept.length })));
}

/** A lane that dies under the run with seed 13, after it has computed those before it. */
import type { LanePost, LaneTask } from '../../src/laneMessages.ts';
import runLaneTask from '../../src/laneWorker.ts';

export default async function runMortalTask(task: LaneTask): Promise<void> {
  const fatal = task.runs.findIndex(({ config }) => config.seed === 13);
  if (fatal < 0) return runLaneTask(task);
  const { port } = task;
  const postMessage = (post: LanePost): void => port.postMessage({ ...post, isLast: false });
  await runLaneTask({ ...task, runs: task.runs.slice(0, fatal), port: { postMessage } as typeof port });
  process.exit(1);
}

/**
 * Loaded before the program and in each of its lanes: one lane stops working, in the midst of a run or before it.
 *
 *   LANE_SABOTAGE         wait: waits for ever; spin: loops for ever; memory: fills its heap, which is made small
 *   LANE_SABOTAGE_WHERE   run: in the midst of a run; before: when a lane has work and has not begun with it
 *   LANE_SABOTAGE_AFTER   milliseconds after the lane was made
 *   LANE_SABOTAGE_REPORT  file that gets a line when it happens; where it exists it has happened already
 */
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { isMainThread, type Worker, type WorkerOptions } from 'node:worker_threads';

const HEAP_MB = 64;
const {
  LANE_SABOTAGE = '',
  LANE_SABOTAGE_WHERE = 'run',
  LANE_SABOTAGE_AFTER = '0',
  LANE_SABOTAGE_REPORT = '',
} = process.env;

if (isMainThread) limitHeaps();
else sabotage(performance.now() + Number(LANE_SABOTAGE_AFTER));

/** Lanes ask shared memory whether to go on, all along. */
function sabotage(due: number): void {
  const { load } = Atomics;
  Atomics.load = ((...parameters: Parameters<typeof load>) => {
    if (performance.now() >= due && isThePlace() && isFirst()) stopWorking();
    return load(...parameters);
  }) as typeof load;
}

function isThePlace(): boolean {
  const { stack = '' } = new Error();
  return stack.includes(LANE_SABOTAGE_WHERE === 'run' ? '#heed' : 'runLaneTask');
}

function isFirst(): boolean {
  try {
    writeFileSync(LANE_SABOTAGE_REPORT, `${LANE_SABOTAGE}\n`, { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function stopWorking(): void {
  if (LANE_SABOTAGE === 'wait') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  const kept: number[][] = [];
  for (;;) if (LANE_SABOTAGE === 'memory') kept.push(Array.from({ length: 1e5 }, Math.random));
}

function limitHeaps(): void {
  if (LANE_SABOTAGE !== 'memory') return;
  workerThreads.Worker = class extends workerThreads.Worker {
    constructor(file: ConstructorParameters<typeof Worker>[0], options: WorkerOptions = {}) {
      super(file, { ...options, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    }
  };
  syncBuiltinESMExports();
}

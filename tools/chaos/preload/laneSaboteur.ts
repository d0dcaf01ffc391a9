/**
 * Loaded before the program and in each of its lanes: one lane stops working in the midst of a run.
 *
 *   LANE_SABOTAGE         wait: waits for ever; spin: loops for ever; memory: fills its heap, which is made small
 *   LANE_SABOTAGE_AFTER   milliseconds after the lane was made
 *   LANE_SABOTAGE_REPORT  file that gets a line when it happens; where it exists it has happened already
 */
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { isMainThread, type Worker, type WorkerOptions } from 'node:worker_threads';

const HEAP_MB = 64;
const { LANE_SABOTAGE = '', LANE_SABOTAGE_AFTER = '0', LANE_SABOTAGE_REPORT = '' } = process.env;

if (isMainThread) limitHeaps();
else sabotage(performance.now() + Number(LANE_SABOTAGE_AFTER));

/** Whether to go on is asked of shared memory all along a run; a lane that waits for work asks too, and is left alone. */
function sabotage(due: number): void {
  const { load } = Atomics;
  let calls = 0;
  Atomics.load = ((...parameters: Parameters<typeof load>) => {
    if (++calls > 20 && performance.now() >= due && isFirst()) stopWorking();
    return load(...parameters);
  }) as typeof load;
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

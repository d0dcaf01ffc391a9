/**
 * Loaded before the program (NODE_OPTIONS=--import): terminates lanes, which are threads and take no signals, at given moments.
 *
 *   LANE_KILLER_AT      milliseconds after the first lane was made, separated by commas
 *   LANE_KILLER_REPORT  file that gets a line for each: busy or idle
 */
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { isMainThread, type Worker } from 'node:worker_threads';

interface Lane {
  readonly worker: Worker;
  /** Piscina's counts of tasks asked for and answered. */
  counts?: Int32Array;
}

const lanes: Lane[] = [];

if (isMainThread) {
  const { LANE_KILLER_AT = '', LANE_KILLER_REPORT = '' } = process.env;
  delete process.env.NODE_OPTIONS; // lanes do not load this
  const moments = LANE_KILLER_AT.split(',').map(Number);

  workerThreads.Worker = class extends workerThreads.Worker {
    readonly lane: Lane = { worker: this };

    constructor(...parameters: ConstructorParameters<typeof Worker>) {
      super(...parameters);
      lanes.push(this.lane);
      this.once('exit', () => lanes.splice(lanes.indexOf(this.lane), 1));
      for (const ms of moments.splice(0)) setTimeout(() => killOne(LANE_KILLER_REPORT), ms).unref();
    }

    override postMessage(...parameters: Parameters<Worker['postMessage']>): void {
      const [message] = parameters as [{ sharedBuffer?: Int32Array }];
      if (message.sharedBuffer !== undefined) this.lane.counts = message.sharedBuffer;
      super.postMessage(...parameters);
    }
  };
  syncBuiltinESMExports();
}

/** One that is busy if there is one. */
function killOne(report: string): void {
  const lane = lanes.find(isBusy) ?? lanes[0];
  if (lane === undefined) return;
  appendFileSync(report, `${isBusy(lane) ? 'busy' : 'idle'}\n`);
  void lane.worker.terminate();
}

const isBusy = ({ counts }: Lane): boolean =>
  counts !== undefined && Atomics.load(counts, 0) !== Atomics.load(counts, 1);

/** Sees from another thread that an input is never done with, which this one could not tell. */
import { Worker } from 'node:worker_threads';

const MOST_SECONDS = 60;
const PROGRESS_SECONDS = 10;

/** Watches one count: the number of the present input, plus 1. */
const WATCHER = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const { shared, before, after, mostSeconds, progressSeconds } = workerData;
const index = new Int32Array(shared);
let [last, seconds, passed] = [0, 0, 0];
setInterval(() => {
  const now = Atomics.load(index, 0);
  seconds = now === last ? seconds + 1 : 0;
  last = now;
  if (++passed % progressSeconds === 0) writeSync(2, '  input ' + (now - 1) + '\\n');
  if (seconds < mostSeconds || now === 0) return;
  writeSync(2, 'Input ' + (now - 1) + ' is not done with after ' + seconds + ' s. Read it again with:\\n  ' + before + (now - 1) + after + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

/** @param command what reads the input of a number again */
export function watch(command: (index: string) => string): { onInput(index: number): void; stop(): void } {
  const shared = new SharedArrayBuffer(4);
  const count = new Int32Array(shared);
  const [before, after] = command('|').split('|');
  const worker = new Worker(WATCHER, {
    eval: true,
    workerData: { shared, before, after, mostSeconds: MOST_SECONDS, progressSeconds: PROGRESS_SECONDS },
  });
  worker.unref();
  return {
    onInput: (index) => void Atomics.store(count, 0, index + 1),
    stop: () => void worker.terminate(),
  };
}

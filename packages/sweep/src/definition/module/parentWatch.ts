/**
 * A thread that ends this process when the one that started it has gone, which can then no longer end it. The main thread may be
 * in a loop of the module's.
 */
import { workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 500;

setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);

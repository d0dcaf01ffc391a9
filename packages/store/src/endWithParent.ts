/** Processes that work for another one do not outlive it. */
import { Worker } from 'node:worker_threads';

/**
 * Has this process killed once the one that started it has gone, which can then no longer end it. A thread looks, since the
 * main one may be in a query or a loop.
 */
export function endWithParent(parentPid: number = process.ppid): void {
  new Worker(new URL('parentWatch.ts', import.meta.url), { workerData: parentPid }).unref();
}

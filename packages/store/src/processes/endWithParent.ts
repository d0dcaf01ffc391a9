/** Ends helper processes when the process that started them is gone. */
import { Worker } from 'node:worker_threads';

/**
 * Kills this process once its parent is gone and can no longer end it. A separate thread checks, because the main thread may be
 * busy with a query or a loop.
 * @param parentPid as the parent knows it: one that is gone by now has left another process as the parent
 */
export function endWithParent(parentPid: number): void {
  new Worker(new URL('parentWatch.ts', import.meta.url), { workerData: parentPid }).unref();
}

/** All runs that are to be computed, on all lanes. */
import { executeBatch, type SweepContext } from './executeBatch.ts';
import { JobQueue, type Job } from './jobQueue.ts';

/**
 * Every job has an outcome in the end, told to `settle`.
 * @throws when the store fails; the lanes save what they have then, if they can
 */
export async function executeJobs(context: SweepContext, jobs: readonly Job[]): Promise<void> {
  const { pool, writes, settle } = context;
  const queue = new JobQueue(jobs, pool.lanes);
  const serve = async (lane: string): Promise<void> => {
    try {
      for (;;) {
        const batch = pool.isInterrupted ? [] : queue.take();
        if (batch.length === 0) return;
        queue.giveBack(await executeBatch(context, batch, lane));
      }
    } catch (error) {
      pool.interrupt();
      throw error;
    }
  };
  const lanes = Array.from({ length: pool.lanes }, (_, i) => serve(`lane-${i + 1}`));
  const settled = await Promise.allSettled(lanes);
  writes.close();
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  for (let batch = queue.take(); batch.length > 0; batch = queue.take()) {
    for (const { run } of batch) settle(run, { status: 'interrupted', iterations: 0 });
  }
}

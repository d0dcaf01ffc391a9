/** All runs that are to be computed, on all lanes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { executeBatch, type SweepContext } from './executeBatch.ts';
import type { Lane } from '../launch/launcher.ts';
import type { Job, JobQueue } from './jobQueue.ts';

/** How often it is looked whether other processes have ended the runs that they hold. */
const LOOK_EVERY_MS = 500;

/**
 * Every job has an outcome in the end, told to `settle`.
 * @throws when the store fails: then nothing more is written
 */
export async function executeJobs(context: SweepContext): Promise<void> {
  const { launcher, queue, writes, settle } = context;
  const serve = async (lane: Lane): Promise<void> => {
    try {
      for (;;) {
        const batch = await nextBatch(context);
        if (batch.length === 0) return;
        queue.giveBack(await executeBatch(context, batch, lane));
      }
    } catch (error) {
      launcher.signals.interrupt();
      throw error;
    }
  };
  const lanes = launcher.lanes.map(serve);
  const settled = await Promise.allSettled(lanes);
  await writes.close();
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  for (const { run } of queue.laidAside) settle(run, { status: 'held-elsewhere' });
  for (const { run } of everythingIn(queue)) settle(run, { status: 'interrupted', iterations: 0 });
}

/** Waits for runs that other processes hold, which may die. Empty when nothing is left, or the sweep is interrupted. */
async function nextBatch({ store, launcher, queue, writes, observer }: SweepContext): Promise<Job[]> {
  while (!launcher.signals.isInterrupted) {
    let batch = queue.take();
    if (batch.length === 0 && queue.laidAside.length === 0) {
      await writes.run(() => undefined); // the last of those before may yet find its run taken away
      batch = queue.take();
    }
    if (batch.length > 0 || queue.laidAside.length === 0) return batch;
    observer.heldElsewhere?.(queue.laidAside.map(({ run }) => run));
    await sleep(LOOK_EVERY_MS);
    queue.takeUp(new Set(store.heldRuns(queue.laidAside.map(({ run }) => run.runId))));
  }
  return [];
}

function everythingIn(queue: JobQueue): Job[] {
  const jobs: Job[] = [];
  for (let batch = queue.take(); batch.length > 0; batch = queue.take()) jobs.push(...batch);
  return jobs;
}

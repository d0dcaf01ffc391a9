/** Computes all missing runs on all lanes. */
import { executeBatch } from './executeBatch.ts';
import type { SweepContext } from './sweepContext.ts';
import type { Lane } from '../launch/launcher.ts';

/**
 * In the end, every requested run has an outcome, which `settle` is told, unless its source has ended without handing it out.
 * @throws if the store or the source fails; nothing more is written then
 */
export async function executeJobs(context: SweepContext): Promise<void> {
  const { launcher, dispatch, writes, settle } = context;
  const serve = async (lane: Lane): Promise<void> => {
    try {
      for (;;) {
        const batch = await dispatch.next();
        if (batch.length === 0) return;
        dispatch.giveBack(await executeBatch(context, batch, lane));
      }
    } catch (error) {
      launcher.signals.interrupt();
      dispatch.interrupt();
      throw error;
    } finally {
      dispatch.wake();
    }
  };
  const settled = await Promise.allSettled(launcher.lanes.map(serve));
  await writes.close();
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  for (const run of dispatch.laidAside) settle(run, { status: 'held-elsewhere' });
  if (!launcher.signals.isInterrupted) return;
  for (const run of dispatch.untouched) settle(run, { status: 'interrupted', iterations: 0 });
}

/** Computes all missing runs on all lanes. */
import { executeBatch } from './executeBatch.ts';
import type { SweepContext } from './sweepContext.ts';
import type { Lane } from '../launch/launcher.ts';

/** How many times in a row a lane may die without having begun a run, before it is given up if there are others. */
const MOST_DEATHS_AT_START = 3;

/**
 * In the end, every requested run has an outcome, which `settle` is told, unless its source has ended without handing it out.
 * @throws if the store or the source fails; nothing more is written then
 */
export async function executeJobs(context: SweepContext): Promise<void> {
  const { launcher, dispatch, writes, settle, observer } = context;
  const serve = async (lane: Lane): Promise<void> => {
    let deathsAtStart = 0;
    try {
      for (;;) {
        const batch = await dispatch.next(lane);
        if (batch.length === 0) return;
        const { again, diedAtStart } = await executeBatch(context, batch, lane);
        deathsAtStart = diedAtStart === undefined ? 0 : deathsAtStart + 1;
        const isGivenUp = deathsAtStart === MOST_DEATHS_AT_START && dispatch.hasSeveralLanes;
        if (isGivenUp) dispatch.giveUp(lane);
        dispatch.giveBack(again);
        if (isGivenUp) return observer.laneGivenUp?.(lane.name, diedAtStart!);
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
  await writes.close().finally(() => dispatch.close());
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  for (const run of dispatch.laidAside) settle(run, { status: 'held-elsewhere' });
  // The sweep was interrupted, or lanes that could have computed these were given up.
  if (!launcher.signals.isInterrupted && !dispatch.hasLostLanes) return;
  for (const run of dispatch.untouched) settle(run, { status: 'interrupted', iterations: 0 });
}

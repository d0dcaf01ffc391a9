/** `ranksweep cancel`: runs that nobody wants any more, also those that go on just now. */
import { resolveSubjects } from '@ranksweep/store';
import { changeStore } from '../waiting.ts';

/** @throws InputError when a sweep or run is not there, before anything is changed */
export async function cancel(addresses: readonly string[], { db }: { readonly db: string }): Promise<void> {
  const text = await changeStore(db, (store) => {
    const { sweeps, runIds } = resolveSubjects(store, addresses, 'cancel');
    const ofSweeps = sweeps.flatMap(({ id }) => {
      const skipped = store.skippedRuns(id); // Nobody was to compute them.
      return store.runsOfSweep(id).flatMap(({ runId }) => (skipped.has(runId) ? [] : [runId]));
    });
    const all = new Set([...runIds, ...ofSweeps]);
    const cancelled = store.cancelRuns([...all]);
    for (const { id } of sweeps) store.finishSweep(id);
    return `${cancelled.length} of ${all.size} runs were still to be computed, and are cancelled now.`;
  });
  console.log(text);
}

/** `ranksweep cancel`: runs that nobody wants any more, also those that go on just now. */
import { resolveSubjects } from '@ranksweep/store';
import { cancelOnSlurm, slurmFolderOf, type SlurmFolder } from '@ranksweep/sweep';
import { countOf } from '@ranksweep/text';
import { changeStore } from '../waiting.ts';

/**
 * @throws InputError when a sweep or run is not there, before anything is changed; SlurmError, with all runs cancelled, where tasks
 *   on Slurm could not be
 */
export async function cancel(addresses: readonly string[], { db }: { readonly db: string }): Promise<void> {
  const folders: SlurmFolder[] = [];
  const text = await changeStore(db, (store) => {
    const { sweeps, runIds } = resolveSubjects(store, addresses, 'cancel');
    folders.splice(0, Infinity, ...sweeps.flatMap((sweep) => slurmFolderOf(db, sweep) ?? []));
    const ofSweeps = sweeps.flatMap(({ id }) => {
      const left = new Set([...store.skippedRuns(id).keys(), ...store.prunedRuns(id)]); // Nobody was to compute them.
      return store.runsOfSweep(id).flatMap(({ runId }) => (left.has(runId) ? [] : [runId]));
    });
    const all = new Set([...runIds, ...ofSweeps]);
    const cancelled = store.cancelRuns([...all]);
    for (const { id } of sweeps) store.finishSweep(id, { searches: 'over' });
    const of = countOf(all.size, 'run');
    if (cancelled.length === 0) return `None of ${of} was still to be computed.`;
    const were =
      cancelled.length === 1 ? 'was still to be computed, and is' : 'were still to be computed, and are';
    return `${cancelled.length} of ${of} ${were} cancelled now.`;
  });
  console.log(text);
  const onSlurm = await cancelOnSlurm(folders);
  if (onSlurm !== undefined)
    console.log(`${onSlurm}. Tasks publish what they have first: \`ranksweep collect\` brings it in.`);
}

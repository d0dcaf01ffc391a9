/** What is exported: a sweep or some runs, as the store has them. */
import {
  isDamaged,
  isSound,
  requireSound,
  resolveSubject,
  type AskedRun,
  type Damaged,
  type ReadOnlyStore,
  type RunRow,
  type Sound,
  type SweepRow,
} from '@ranksweep/store';

/** A run, whole or as far as its sweep asks for it. */
export type ExportedRun = RunRow & Pick<AskedRun, 'upTo'>;

export type Subject =
  | { readonly kind: 'runs'; readonly runs: readonly Sound<ExportedRun>[] }
  | {
      readonly kind: 'sweep';
      readonly sweep: SweepRow;
      /** As far as the sweep asks for them, by part, cell and seed; one that appears in several cells comes once for each. */
      readonly runs: readonly Sound<AskedRun>[];
      /** Those that are left out: nobody knows what they are of. */
      readonly damaged: readonly Damaged<AskedRun>[];
    };

/** @throws InputError when the address names no run and not one sweep, or the configuration of one of the runs is damaged */
export function findSubject(store: ReadOnlyStore, address: string): Subject {
  const subject = resolveSubject(store, address, 'export');
  if (subject.kind === 'runs') {
    const runs = subject.runIds.flatMap((runId) => store.run(runId) ?? []);
    return { kind: 'runs', runs: runs.map((run) => requireSound(run, store.path)) };
  }
  const { sweep } = subject;
  const runs = store.runsAsAsked(sweep.id);
  return { kind: 'sweep', sweep, runs: runs.filter(isSound), damaged: runs.filter(isDamaged) };
}

/** What is exported: a sweep or a run, as the store has it. */
import { hint, InputError } from '@ranksweep/core';
import {
  isDamaged,
  isSound,
  requireSound,
  type Damaged,
  type ReadOnlyStore,
  type RunRow,
  type Sound,
  type SweepRow,
  type SweepRunRow,
} from '@ranksweep/store';

export type Subject =
  | { readonly kind: 'run'; readonly run: Sound<RunRow> }
  | {
      readonly kind: 'sweep';
      readonly sweep: SweepRow;
      /** By part, cell and seed; one that appears in several cells comes once for each. */
      readonly runs: readonly Sound<SweepRunRow>[];
      /** Those that are left out: nobody knows what they are of. */
      readonly damaged: readonly Damaged<SweepRunRow>[];
    };

/**
 * @param what a run's number or a sweep's name, which may be a number that no run has; of sweeps with the same name, the latest counts
 * @throws InputError when the store has no such run or sweep, or the run's configuration is damaged
 */
export function findSubject(store: ReadOnlyStore, what: string): Subject {
  const isNumber = /^\d+$/.test(what);
  const run = isNumber ? store.run(Number(what)) : undefined;
  if (run !== undefined) return { kind: 'run', run: requireSound(run, store.path) };
  const sweep = store.sweepByName(what);
  if (sweep !== undefined) {
    const runs = store.runsOfSweep(sweep.id);
    return { kind: 'sweep', sweep, runs: runs.filter(isSound), damaged: runs.filter(isDamaged) };
  }
  if (isNumber) throw new InputError(`export: expected the number of a run in ${store.path}, found ${what}`);
  const names = [...new Set(store.sweeps().map(({ name }) => name))];
  throw new InputError(
    `export: expected a sweep's name or a run's number, found '${what}'${hint(what, names, `sweeps in ${store.path}`)}`,
  );
}

/** Runs of a sweep that are not what was written: they are to be computed again. */
import { trajectoryHash } from '@ranksweep/kinds';
import { whenUnlocked, type Patience, type Store } from '@ranksweep/store';
import type { ExpandedSweep } from '../definition/expand.ts';

export interface Discarded {
  /** Runs that were as they were written, by their numbers. */
  readonly sound: ReadonlySet<number>;
  /** How many were not. */
  readonly damaged: number;
}

export interface DiscardOptions {
  /** Which of the sweep's runs. Default: all. */
  readonly runIds?: readonly number[] | undefined;
  /** How locks of other programs are waited for. */
  readonly patience?: Patience;
  /** Told before every run. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Deletes what damaged runs have, and has them be pending. A run that no longer tells what it computes is deleted; the
 * sweep then lacks it.
 */
export async function discardDamaged(
  store: Store,
  sweepId: number,
  { runs }: ExpandedSweep,
  { runIds = store.runIdsOfSweep(sweepId), patience, onProgress = () => {} }: DiscardOptions = {},
): Promise<Discarded> {
  const configs = new Map(runs.map(({ config }) => [trajectoryHash(config), config]));
  const sound = new Set<number>();
  for (const [done, runId] of runIds.entries()) {
    onProgress(done, runIds.length);
    const isDiscarded =
      store.damageOfRun(runId).length > 0 &&
      (await whenUnlocked(() => store.discardResults(runId, (hash) => configs.get(hash)), patience));
    if (!isDiscarded) sound.add(runId); // or somebody is at it
  }
  return { sound, damaged: runIds.length - sound.size };
}

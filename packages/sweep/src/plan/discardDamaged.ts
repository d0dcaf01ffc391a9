/** Discards a sweep's damaged runs, so that they are computed again. */
import { trajectoryHash } from '@ranksweep/kinds';
import { whenUnlocked, type Patience, type Store } from '@ranksweep/store';
import type { ExpandedSweep } from '../definition/expand.ts';

export interface Discarded {
  /** The numbers of the undamaged runs. */
  readonly sound: ReadonlySet<number>;
  /** The number of damaged runs. */
  readonly damaged: number;
}

export interface DiscardOptions {
  /** Which of the sweep's runs. Default: all. */
  readonly runIds?: readonly number[] | undefined;
  /** How to wait for locks of other programs. */
  readonly patience?: Patience;
  /** Called before every run. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Deletes the data of damaged runs and makes them pending. A run whose configuration is lost is deleted, and the sweep then lacks
 * it.
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
    if (!isDiscarded) sound.add(runId); // Or another process is working on it.
  }
  return { sound, damaged: runIds.length - sound.size };
}

/** Runs of a sweep that are not what was written: they are to be computed again. */
import { trajectoryHash } from '@ranksweep/core';
import type { Store } from '@ranksweep/store';
import type { ExpandedSweep } from './definition/expand.ts';

export interface Discarded {
  /** Runs that were as they were written, by their numbers. */
  readonly sound: ReadonlySet<number>;
  /** How many were not. */
  readonly damaged: number;
}

/**
 * Deletes what damaged runs have, and has them be pending. A run that no longer tells what it computes is deleted; the
 * sweep then lacks it.
 * @param onProgress told before every run
 */
export function discardDamaged(
  store: Store,
  sweepId: number,
  { runs }: ExpandedSweep,
  onProgress: (done: number, of: number) => void = () => {},
): Discarded {
  const configs = new Map(runs.map(({ config }) => [trajectoryHash(config), config]));
  const runIds = store.runIdsOfSweep(sweepId);
  const sound = new Set(
    runIds.filter((runId, done) => {
      onProgress(done, runIds.length);
      if (store.damageOfRun(runId).length === 0) return true;
      return !store.discardResults(runId, (hash) => configs.get(hash)); // somebody is at it
    }),
  );
  return { sound, damaged: runIds.length - sound.size };
}

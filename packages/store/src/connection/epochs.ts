/** Sweeps may say in epochs where runs stop. How many iterations an epoch of a run has follows from the run's configuration. */
import type { RunConfig } from '@ranksweep/core';
import { iterationsPerEpoch } from '@ranksweep/kinds';
import type Database from 'better-sqlite3';
import { storedGroup } from '../stored/storedJson.ts';

/** @returns null for a configuration that is damaged, or has no epochs */
function epochOf(configText: unknown): number | null {
  const { group } = storedGroup(String(configText));
  if (group === undefined) return null;
  try {
    return iterationsPerEpoch(group as RunConfig) ?? null;
  } catch {
    return null; // Anyone with access to the file may have changed it.
  }
}

/** Gives a connection's own queries the function `iterations_per_epoch(config)`, which is NULL where that is not known. */
export const addEpochs = (database: Database.Database): void => {
  database.function('iterations_per_epoch', { deterministic: true }, epochOf);
};

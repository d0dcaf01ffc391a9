/** Brings into a task's database what others have published of a unit's runs. */
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { takeRuns, type Store } from '@ranksweep/store';
import type { Claim } from '../claims/claims.ts';
import { hasCode, sharedFiles } from '../claims/sharedFiles.ts';
import { begunBeforeName, parseSegmentName, taskName, type SlurmFolder } from '../folder.ts';

export interface TakeOverOptions {
  readonly store: Store;
  readonly folder: SlurmFolder;
  /** Told of a segment that cannot be used. Its runs go on from an earlier one, or start over. */
  readonly onUnreadable: (message: string) => void;
}

/** @param trajectoryHashes of the unit's runs */
export async function takeOver(
  { store, folder, onUnreadable }: TakeOverOptions,
  claim: Claim,
  trajectoryHashes: readonly string[],
): Promise<void> {
  const names = [...(await segmentsOf(folder, claim)), begunBeforeName(claim.unit)];
  for (const name of names) {
    try {
      await takeRuns(store, join(folder.segments, name), trajectoryHashes);
    } catch (error) {
      // Not every unit had begun before; and whoever had a unit may delete a segment when a later one has all of it.
      if (hasCode(error, 'ENOENT')) continue;
      if (!(error instanceof InputError)) throw error;
      onUnreadable(`${name}: ${error.message}`);
    }
  }
}

/** Segments of those that had the unit before, the latest first, since they have most. */
async function segmentsOf({ segments }: SlurmFolder, { earlier }: Claim): Promise<string[]> {
  if (earlier.length === 0) return [];
  const names = await sharedFiles.list(segments);
  const ofTasks = new Map(earlier.map((task) => [taskName(task), [] as { name: string; number: number }[]]));
  for (const name of names) {
    const found = parseSegmentName(name);
    if (found !== undefined) ofTasks.get(taskName(found.task))?.push({ name, number: found.number });
  }
  return [...ofTasks.values()].flatMap((own) =>
    own.toSorted((a, b) => b.number - a.number).map(({ name }) => name),
  );
}

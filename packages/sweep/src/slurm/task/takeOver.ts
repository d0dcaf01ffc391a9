/** Brings into a task's database what others have published of a unit's runs. */
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { takeRuns, type Store } from '@ranksweep/store';
import type { Claim } from '../claims/claims.ts';
import { hasCode, sharedFiles } from '../claims/sharedFiles.ts';
import { parseSegmentName, taskName, type SlurmFolder } from '../folder.ts';

export interface TakeOverOptions {
  readonly store: Store;
  readonly folder: SlurmFolder;
  /** Told of a segment that cannot be used. Its runs go on from an earlier one, or start over. */
  readonly onUnreadable: (message: string) => void;
}

/**
 * Reads no more segments than it needs: of two that have a run, the one that is read first has more of it.
 * @param trajectoryHashes of the unit's runs
 * @param begun the name of a segment with what they had before the unit was made. Default: none
 * @throws Error of the file system; it may be called again
 */
export async function takeOver(
  { store, folder, onUnreadable }: TakeOverOptions,
  claim: Claim,
  trajectoryHashes: readonly string[],
  begun?: string,
): Promise<void> {
  const wanted = new Set(trajectoryHashes);
  /** @returns whether the segment is there */
  const take = async (name: string): Promise<boolean> => {
    try {
      const { found } = await takeRuns(store, join(folder.segments, name), [...wanted]);
      for (const hash of found) wanted.delete(hash);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return false;
      if (!(error instanceof InputError)) throw error;
      onUnreadable(`${name}: ${error.message}`);
    }
    return true;
  };
  const known = new Set<string>();
  let isSettled: boolean;
  do {
    isSettled = true;
    const names = (await segmentsOf(folder, claim)).filter((name) => !known.has(name));
    for (const name of names) {
      if (wanted.size === 0) return;
      known.add(name);
      // Whoever had the unit may be alive, and have replaced the segment by a later one since they were listed.
      if (!(await take(name))) isSettled = false;
    }
  } while (!isSettled);
  if (wanted.size > 0 && begun !== undefined) await take(begun); // Not every unit had begun before.
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

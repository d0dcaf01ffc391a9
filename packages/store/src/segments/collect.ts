/** Collects what tasks on other machines have published. */
import { randomUUID } from 'node:crypto';
import { copyFile, readdir, realpath, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import type { MergedRuns } from '../merge/merge.ts';
import type { SegmentTaker, TakenRuns } from './takeSegment.ts';

/** Which segments are collected, and how that is told and ended. */
export interface CollectOptions {
  /** Names of segments to leave alone, such as those that `leftOut` named before. Default: none. */
  readonly except?: ReadonlySet<string>;
  /** Aborting stops between two segments. What was collected until then stays. */
  readonly signal?: AbortSignal;
  /** Does a piece of work once no other program has the database locked. Default: at once, and throws if it is locked for long. */
  readonly whenFree?: <Result>(work: () => Result) => Promise<Result>;
  /** Called after each segment. */
  readonly onProgress?: (progress: { readonly collected: number; readonly of: number }) => void;
}

/** What came of collecting segments. */
export interface CollectReport {
  /** Number of segments that were read. */
  readonly segments: number;
  /** Runs that are new here, or further than they were. A run that several segments bring further counts for each. */
  readonly changed: number;
  /** By name: segments of which not everything was taken. They are read again the next time. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
}

/** Why not everything of a segment was taken. */
export type LeftOut = Pick<MergedRuns, 'held' | 'differing' | 'damaged'> & {
  /** Why the file cannot be read as a segment; undefined if it can. */
  readonly unreadable?: string;
};

/** A store, beside whose file segments are copied. */
interface Beside {
  readonly path: string;
}

/** Segments after which sweeps are settled, which takes a time that grows with the sweep, and a write to the disk. */
const SETTLE_EVERY = 256;

/**
 * Brings in what is new in a folder of segments, by the rules of `mergeFrom`. It may be called again at any time, while tasks publish,
 * by several processes, and after it was interrupted: each segment is taken whole, and once.
 * @param folder of the segments
 * @throws Error of the file system if the folder cannot be read
 * @throws InputError, and as `transaction`, for trouble with the store
 */
export async function collectSegments(
  store: Pick<SegmentTaker, 'takeSegment' | 'settleSweeps' | 'collectedSegments'> & Beside,
  folder: string,
  { except = new Set(), signal, whenFree = async (work) => work(), onProgress }: CollectOptions = {},
): Promise<CollectReport> {
  const place = await realpath(folder); // A link leads to the same segments.
  const known = new Set(store.collectedSegments(place));
  const names = newestFirst(
    (await readdir(place)).filter((name) => isSegment(name) && !known.has(name) && !except.has(name)),
  );
  const leftOut = new Map<string, LeftOut>();
  const sweepIds = new Set<number>();
  const settle = async (): Promise<void> => {
    await whenFree(() => store.settleSweeps(sweepIds));
    sweepIds.clear();
  };
  let [segments, changed] = [0, 0];
  for (const name of names) {
    if (signal?.aborted) break;
    try {
      const merged = await withCopy(store, join(place, name), (copy) =>
        whenFree(() => store.takeSegment(copy, { folder: place, name })),
      );
      changed += merged.changed.length;
      for (const sweepId of merged.sweepIds) sweepIds.add(sweepId);
      if (merged.held.length + merged.differing.length + merged.damaged.length > 0) leftOut.set(name, merged);
    } catch (error) {
      // A task has published all of it again, and has deleted it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      if (!(error instanceof InputError)) throw error;
      leftOut.set(name, { held: [], differing: [], damaged: [], unreadable: error.message });
    }
    if (++segments % SETTLE_EVERY === 0) await settle();
    onProgress?.({ collected: segments, of: names.length });
  }
  if (segments > 0) await settle();
  return { segments, changed, leftOut };
}

/**
 * Brings in the runs of a segment that a task is to go on with. The store's sweep then finds them where they were.
 * @param trajectoryHashes of the runs
 * @returns what was taken; `changed` are the numbers of the runs that are further than they were here, and `found` tells of which there
 * is anything
 * @throws InputError if the file is no segment of this version
 */
export const takeRuns = (
  store: Pick<SegmentTaker, 'takeRunsFrom'> & Beside,
  path: string,
  trajectoryHashes: readonly string[],
): Promise<TakenRuns> => withCopy(store, path, async (copy) => store.takeRunsFrom(copy, trajectoryHashes));

/** Files that are being made have names that begin with a dot. */
const isSegment = (name: string): boolean => name.endsWith('.db') && !name.startsWith('.');

/** Numbers in names grow: what a task has published last has the furthest version of a run, and those before have nothing to add. */
const newestFirst = (names: readonly string[]): string[] => {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return names.toSorted((a, b) => compare(b, a));
};

/** Reads a shared file from a copy, beside the store, so that SQLite takes no lock on the shared file system. */
async function withCopy<Result>(
  { path }: Beside,
  shared: string,
  work: (copy: string) => Promise<Result>,
): Promise<Result> {
  const copy = `${path}.segment-${randomUUID()}`;
  await copyFile(shared, copy);
  try {
    return await work(copy);
  } finally {
    await unlink(copy); // `rm` takes longer than merging a short run
  }
}

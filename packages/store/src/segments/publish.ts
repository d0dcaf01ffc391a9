/** Publishes runs for other machines, which read them with `collectSegments` and `takeRuns`. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { DamagedRun } from '../merge/merge.ts';
import { putInPlace } from './sharedFile.ts';
import type { SegmentWriter } from './writeSegment.ts';

export interface PublishOptions {
  /** A sweep whose trials go along. Default: none. */
  readonly trialsOf?: number;
}

/**
 * Writes runs, with all that they have at this moment, into a new file that others see whole or not at all: a _segment_, a database of
 * the ordinary schema. It is made beside the store's own file, so that SQLite takes no lock on the shared file system. It is never
 * changed: what a run has later is published in another one.
 * @param path of the segment, in a folder that exists
 * @returns the runs that are damaged, and left out
 * @throws Error of the file system; nothing is left then. Its code is `EEXIST` if there is a file of this name.
 */
export async function publish(
  store: SegmentWriter & { readonly path: string },
  runIds: readonly number[],
  path: string,
  { trialsOf }: PublishOptions = {},
): Promise<readonly DamagedRun[]> {
  const beside = `${store.path}.segment-${randomUUID()}`;
  try {
    const damaged = store.writeSegment(runIds, beside, trialsOf);
    await putInPlace(beside, path);
    return damaged;
  } finally {
    await rm(beside, { force: true });
  }
}

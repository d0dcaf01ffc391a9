/**
 * Whether another file was copied over a database: its name and inode stay. Only checkpoints write to the file of a database
 * with a write-ahead log, and say so beforehand in the log's index; what begins otherwise with no checkpoint is another file.
 */
import { fstatSync, readSync } from 'node:fs';
import { readLogIndex, type LogIndex } from './logIndex.ts';

/** Of the file: it has a number that grows with changes, and the sizes of the database and of its free room. */
const HEADER_BYTES = 100;

interface Seen {
  /** Between which checkpoints. */
  readonly when: string;
  readonly start: string;
}

/** @param database a descriptor @param index of the log, one of `-shm` */
export function watchStart(database: number, index: () => number): { hasChanged(): boolean } {
  let last: Seen | undefined;
  const look = (): Seen | undefined => {
    const before = readLogIndex(index());
    if (isCopying(before)) return undefined;
    const start = startOf(database);
    const after = readLogIndex(index());
    return isCopying(after) || momentOf(after) !== momentOf(before)
      ? undefined
      : { when: momentOf(after), start };
  };
  last = look();
  return {
    hasChanged() {
      const seen = look();
      if (last !== undefined && seen?.when === last.when && seen.start !== last.start) return true;
      last = seen;
      return false;
    },
  };
}

/** A checkpoint goes on, or one was broken off. */
const isCopying = ({ copied, attempted }: LogIndex): boolean => copied !== attempted;

const momentOf = ({ salts, attempted }: LogIndex): string => `${salts} ${attempted}`;

function startOf(descriptor: number): string {
  const bytes = Buffer.alloc(HEADER_BYTES);
  readSync(descriptor, bytes, 0, HEADER_BYTES, 0);
  return `${fstatSync(descriptor).size} ${bytes.toString('hex')}`;
}

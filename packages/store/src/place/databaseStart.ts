/**
 * Detects that another file was copied over a database, which keeps its name and inode. Only checkpoints write to the file of a
 * database with a write-ahead log, and they announce it in the log's index. If the start of the file changes without a
 * checkpoint, it is another file.
 */
import { fstatSync, readSync } from 'node:fs';
import { readLogIndex, type LogIndex } from './logIndex.ts';

/** The file header. It includes a number that grows with changes, and the sizes of the database and of its free space. */
const HEADER_BYTES = 100;

interface Seen {
  /** Identifies the checkpoints between which the start was read. */
  readonly when: string;
  readonly start: string;
}

/** @param database a file descriptor @param index the descriptor of the log's index, the `-shm` file */
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

/** Whether a checkpoint is in progress or was interrupted. */
const isCopying = ({ copied, attempted }: LogIndex): boolean => copied !== attempted;

const momentOf = ({ salts, attempted }: LogIndex): string => `${salts} ${attempted}`;

function startOf(descriptor: number): string {
  const bytes = Buffer.alloc(HEADER_BYTES);
  readSync(descriptor, bytes, 0, HEADER_BYTES, 0);
  return `${fstatSync(descriptor).size} ${bytes.toString('hex')}`;
}

/**
 * File descriptors of databases. When a process closes any descriptor of a file, POSIX releases all of the process's locks on
 * that file, including SQLite's (https://sqlite.org/howtocorrupt.html, section 2.2). A file that this process has open in SQLite
 * is therefore read through a descriptor that stays open as long.
 */
import { closeSync, openSync, statSync } from 'node:fs';

interface Held {
  readonly database: number;
  /** Descriptor of `-shm`, opened on first use. */
  index: number | undefined;
  users: number;
}

/** Descriptors by file identity. */
const held = new Map<string, Held>();

export interface HeldDatabase {
  /** Descriptor of the database's file. */
  readonly database: number;
  /** @returns a descriptor of the log's index */
  index(): number;
  /** Call it once SQLite's connection is closed. */
  release(): void;
}

/** Device and inode; undefined if there is no file. */
export function identityOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false, bigint: true });
  return status && `${status.dev} ${status.ino}`;
}

/** Call it while a connection has the database open. */
export function holdDatabase(path: string): HeldDatabase {
  const identity = identityOf(path)!;
  const entry = held.get(identity) ?? { database: openSync(path, 'r'), index: undefined, users: 0 };
  held.set(identity, entry);
  entry.users++;
  let isReleased = false;
  return {
    database: entry.database,
    index: () => (entry.index ??= openSync(`${path}-shm`, 'r')),
    release() {
      if (isReleased) return;
      isReleased = true;
      if (--entry.users > 0) return;
      held.delete(identity);
      closeSync(entry.database);
      if (entry.index !== undefined) closeSync(entry.index);
    },
  };
}

/** Reads a database's file without harming a connection that this process has to it. */
export function readingFile<Result>(path: string, read: (descriptor: number) => Result): Result {
  const identity = identityOf(path);
  const known = identity === undefined ? undefined : held.get(identity);
  if (known !== undefined) return read(known.database);
  const descriptor = openSync(path, 'r');
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a store: checks that the file is one before SQLite sees it, creates or migrates it, sets its pragmas. */
import { accessSync, constants, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createFolder, fileSystemReason } from '@ranksweep/machine';
import Database from 'better-sqlite3';
import { connectionOf, DEFAULT_WAIT_MS } from '../connection/connection.ts';
import { connectToRead, mayWrite } from '../file/connectToRead.ts';
import { holdDatabase } from '../file/descriptors.ts';
import { guardedDatabase, type GuardedDatabase } from '../place/guardedDatabase.ts';
import { readFileHeader, type FileHeader } from '../file/fileHeader.ts';
import { APPLICATION_ID, migrate, versionOf } from '../migrations/migrate.ts';
import { migrations } from '../migrations/migrations.ts';
import { requireHealthy } from './health.ts';
import { requireOwnSchema } from '../migrations/ownSchema.ts';
import * as refuse from '../file/openErrors.ts';
import { isLocked } from '../connection/locked.ts';
import { readersOf, writersOf, type ReadOnlyStore, type Store } from '../store.ts';

export interface OpenToWriteOptions {
  readonly readOnly?: false;
  /** Default: 10 s. */
  readonly waitMs?: number;
}

/**
 * Opens the store at `path`. A store of an older version is migrated. For writing, the file and its folder are created when
 * missing. For reading, nothing is created, and a file of this version is left as it is.
 *
 * Several processes of one host may have it open, each with one writer. Opening and writing wait up to `waitMs` for another
 * process.
 *
 * @throws InputError, with nothing changed on disk, if the file is not an SQLite database, another program's, of a
 *   newer version, of an older version that may not be written, damaged, a folder, missing (when reading), if its schema is not ranksweep's or has triggers of others, or if it or its folder cannot be read, written or created.
 *   For reading, and beyond a size (`mostCheckedWhole`) for writing, damage may show later: then operations throw InputError.
 * @throws StorageError, which `isLocked` knows, if another program's lock lasts longer than it waits
 */
export function openStore(path: string, options: { readonly readOnly: true }): ReadOnlyStore;
export function openStore(path: string, options?: OpenToWriteOptions): Store;
export function openStore(
  path: string,
  {
    readOnly = false,
    waitMs = DEFAULT_WAIT_MS,
  }: { readonly readOnly?: boolean; readonly waitMs?: number } = {},
): ReadOnlyStore {
  // better-sqlite3 13 needs Node-API 10. On an older Node it crashes the process with a segmentation fault.
  if (Number(process.versions.napi) < 10) throw refuse.oldNode();
  const file = resolve(path);
  if (file !== file.trim()) throw refuse.endsInSpace(file); // better-sqlite3 would trim it and open another file
  if (!readOnly) return storeToWrite(file, waitMs);
  if (isOlder(file) && mayWrite(file) && mayWrite(dirname(file))) storeToWrite(file, waitMs).close();
  return storeToRead(file);
}

/** Readers know the newest tables only. */
function isOlder(file: string): boolean {
  const header = readFileHeader(file);
  return (
    header.kind === 'sqlite' && header.applicationId === APPLICATION_ID && header.version < migrations.length
  );
}

function storeToRead(path: string): ReadOnlyStore {
  const database = openToRead(path);
  return {
    path,
    close: () => void database.close(),
    ...tellingTrouble(path, readersOf(connectionOf(database))),
  };
}

function storeToWrite(path: string, waitMs: number): Store {
  const { database, requireInPlace, close } = openToWrite(path, waitMs);
  const connection = connectionOf(database, { openedMs: waitMs, onBegin: requireInPlace });
  return {
    path,
    close,
    ...tellingTrouble(path, { ...readersOf(connection), ...writersOf(connection) }),
  };
}

/** Damage to the file, and problems with its disk, may appear in any of the operations. */
function tellingTrouble<Operations extends object>(file: string, operations: Operations): Operations {
  const trouble = (error: unknown): unknown =>
    refuse.damageIn(file, error) ?? refuse.troubleWith(file, error) ?? error;
  function* telling(parts: Generator<unknown>): Generator<unknown> {
    try {
      yield* parts;
    } catch (error) {
      throw trouble(error);
    }
  }
  const told = Object.entries(operations).map(([name, operation]) => [
    name,
    (...words: unknown[]): unknown => {
      try {
        const result = (operation as (...words: unknown[]) => unknown)(...words);
        return isGenerator(result) ? telling(result) : result;
      } catch (error) {
        throw trouble(error);
      }
    },
  ]);
  return Object.fromEntries(told) as Operations;
}

const isGenerator = (value: unknown): value is Generator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value;

/** Opens a store's file for reading. The connection refuses every write. Throws like `openStore`. */
export function openToRead(file: string): Database.Database {
  const header = readFileHeader(file);
  if (header.kind === 'missing') throw refuse.missingFile(file);
  if (header.kind === 'empty') throw refuse.emptyFile(file);
  requireOurs(file, header);
  return opening(file, () => {
    const database = heldWhileOpen(file, readingConnection(file));
    return guarded(database, () => {
      database.pragma('query_only = ON');
      distrust(database);
      const version = versionOf(database);
      if (version < migrations.length) throw refuse.olderVersion(file, version, migrations.length);
      requireOwnSchema(database, { file, version });
    });
  });
}

/** Throws as `openStore` where the log cannot be read. */
export const readingConnection = (file: string): Database.Database =>
  connectToRead(file, (unread) => refuse.unreadableLog(file, unread));

/** While a connection is open, nothing else may close a descriptor of its file. */
function heldWhileOpen(file: string, database: Database.Database): Database.Database {
  const { release } = holdDatabase(file);
  const close = database.close.bind(database);
  database.close = () => {
    close();
    release();
    return database;
  };
  return database;
}

function openToWrite(file: string, waitMs: number): GuardedDatabase {
  const folder = dirname(file);
  const header = readFileHeader(file);
  requireOurs(file, header);
  if (header.kind === 'missing') requireFolder(folder);
  else requireAccess(file, refuse.unwritableFile);
  requireAccess(folder, refuse.unwritableFolder);
  try {
    return opening(file, () => {
      if (header.kind === 'sqlite') retryWhileBusy(waitMs, () => requireHealthy(file, { timeoutMs: waitMs }));
      const database = new Database(file, { timeout: waitMs });
      guarded(database, () => {
        // A new database is written before it switches to WAL, so that its header identifies it at any time.
        database.pragma('foreign_keys = OFF');
        distrust(database);
        requireOwnSchema(database, { file, version: versionOf(database) });
        migrate(database);
        if (!retryWhileBusy(waitMs, () => enableWriteAheadLog(database))) throw refuse.noWriteAheadLog(file);
        // FULL: a committed checkpoint or lease survives a power cut. One fsync per transaction costs little.
        database.pragma('synchronous = FULL');
        database.pragma('foreign_keys = ON');
        // Otherwise SQLite keeps what a statement or savepoint would undo in a temporary file beyond 64 KiB, which takes a third
        // of a short run's time.
        database.pragma('temp_store = MEMORY');
        // KiB. An index of values inserts rows at random places, which is slow unless these pages fit into the cache.
        database.pragma('cache_size = -65536');
        database.pragma('journal_size_limit = 67108864');
      });
      return guardedDatabase(file, database);
    });
  } catch (error) {
    // A locked file belongs to another process, which created it at the same time.
    const isLeft = header.kind === 'missing' && statSync(file, { throwIfNoEntry: false })?.size === 0;
    if (isLeft && !isLocked(error)) rmSync(file);
    throw error;
  }
}

function requireOurs(file: string, header: FileHeader): void {
  if (header.kind !== 'sqlite') return;
  if (header.applicationId === APPLICATION_ID) {
    if (header.version > migrations.length)
      throw refuse.newerVersion(file, header.version, migrations.length);
  } else if (!header.blank || header.applicationId !== 0 || header.version !== 0) {
    throw refuse.notRanksweep(file);
  }
}

function requireFolder(folder: string): void {
  try {
    createFolder(folder);
  } catch (error) {
    throw refuse.unwritableFolder(folder, fileSystemReason(error));
  }
}

function requireAccess(path: string, refusal: (path: string, reason: string) => Error): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw refusal(path, fileSystemReason(error));
  }
}

/** Views and triggers come with the file, so they may only call functions without side effects. */
function distrust(database: Database.Database): void {
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
}

function enableWriteAheadLog(database: Database.Database): boolean {
  return database.pragma('journal_mode = WAL', { simple: true }) === 'wal';
}

/** SQLite does not wait for others when it changes the journal mode, whatever the busy timeout is. */
function retryWhileBusy<Result>(waitMs: number, work: () => Result): Result {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function guarded(database: Database.Database, prepare: () => void): Database.Database {
  try {
    prepare();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function opening<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw refuse.openFailure(file, error);
  }
}

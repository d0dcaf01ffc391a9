/** The other database, attached as `other` for reading only. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { readFileHeader } from '../file/fileHeader.ts';
import { APPLICATION_ID } from '../migrations/migrate.ts';
import { migrations } from '../migrations/migrations.ts';
import * as refuse from '../file/openErrors.ts';
import { requireOwnSchema } from '../migrations/ownSchema.ts';

export interface OtherOptions {
  /**
   * Whether what was written survives a power cut once this returns, or only once a later transaction has ended that waits for the disk.
   * It is then all there or not at all. Default: `now`.
   */
  readonly durable?: 'now' | 'later';
}

/**
 * Runs `work` in one transaction. It sees the other database at one moment, while others may write to it.
 * @throws InputError like `mergeFrom`
 */
export function withOther<Result>(
  connection: Connection,
  path: string,
  work: () => Result,
  { durable = 'now' }: OtherOptions = {},
): Result {
  const file = resolve(path);
  const { database } = connection;
  if (database.inTransaction) throw new Error('expected to merge outside of transactions');
  refuse.openNamed(() => requireMergeable(file, database.name));
  const reader = keepLog(file);
  try {
    attach(connection, file);
    try {
      requireSound(connection, file);
      // Rows come together with those that they refer to. Looking each of these up takes a quarter of the time.
      database.pragma('foreign_keys = OFF');
      if (durable === 'later') database.pragma('synchronous = NORMAL');
      return database
        .transaction(() => {
          // Starting with the write lock, as `transaction` does, would also lock the other database for writing.
          connection.statement('DELETE FROM main.tags WHERE false').run();
          connection.onBegin();
          return work();
        })
        .deferred();
    } finally {
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      database.exec('DETACH other');
    }
  } finally {
    reader?.close();
  }
}

function requireMergeable(file: string, own: string): void {
  const header = readFileHeader(file);
  if (header.kind === 'missing') throw refuse.missingFile(file);
  if (header.kind === 'empty') throw refuse.emptyFile(file);
  if (header.applicationId !== APPLICATION_ID) throw refuse.notRanksweep(file);
  if (header.version > migrations.length) throw refuse.newerVersion(file, header.version, migrations.length);
  if (header.version < migrations.length) throw refuse.olderVersion(file, header.version, migrations.length);
  const [other, ours] = [statSync(file), statSync(own)];
  if (other.dev === ours.dev && other.ino === ours.ino) {
    throw new InputError(`expected another database, found ${file}, which is the one to merge into`);
  }
}

/**
 * The last connection to close writes the log into its file, unless it is read-only. With a read-only one, the log stays as a
 * dead process left it. If there is no log, a read-only connection would leave an empty one behind.
 */
function keepLog(file: string): Database.Database | undefined {
  const walBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (walBytes === 0) return undefined;
  return opening(file, () => {
    const reader = new Database(file, { readonly: true });
    reader.pragma('user_version'); // Only now is the file opened.
    return reader;
  });
}

function attach({ statement }: Connection, file: string): void {
  opening(file, () => {
    statement('ATTACH ? AS other').run(file);
    statement('SELECT count(*) FROM other.sqlite_schema').get(); // Only now is the file opened.
  });
}

/** Damage that is found later would be blamed on the database to merge into. */
function requireSound({ database }: Connection, file: string): void {
  opening(file, () => {
    const found = database.pragma('other.quick_check(1)', { simple: true }) as string;
    if (found !== 'ok') throw refuse.damaged(file, found);
    requireOwnSchema(database, { file, version: migrations.length, schema: 'other' });
  });
}

const opening = <Result>(file: string, work: () => Result): Result =>
  refuse.openNamed(() => {
    try {
      return work();
    } catch (error) {
      throw refuse.openFailure(file, error);
    }
  });

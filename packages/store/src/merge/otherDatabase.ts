/** The other database, attached as `other` to be read alone. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import type { Connection } from '../connection.ts';
import { readFileHeader } from '../fileHeader.ts';
import { APPLICATION_ID } from '../migrations/migrate.ts';
import { migrations } from '../migrations/migrations.ts';
import * as refuse from '../openErrors.ts';
import { requireOwnSchema } from '../ownSchema.ts';

/**
 * Runs `work` in one transaction, which others may write the other database during, and which sees it at one moment.
 * @throws InputError as `mergeFrom`
 */
export function withOther<Result>(connection: Connection, path: string, work: () => Result): Result {
  const file = resolve(path);
  const { database } = connection;
  if (database.inTransaction) throw new Error('expected to merge outside of transactions');
  requireMergeable(file, database.name);
  const reader = keepLog(file);
  try {
    attach(connection, file);
    try {
      requireSound(connection, file);
      return database
        .transaction(() => {
          // To begin with the write lock, as `transaction` does, would take that of the other database too.
          connection.statement('DELETE FROM main.tags WHERE false').run();
          connection.onBegin();
          return work();
        })
        .deferred();
    } finally {
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
 * The last connection to be closed writes a log into its file, unless it is read-only; then the log stays as it is, as
 * the process that died has left it. Where there is no log, a read-only one would leave an empty one behind.
 */
function keepLog(file: string): Database.Database | undefined {
  const walBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (walBytes === 0) return undefined;
  return opening(file, () => {
    const reader = new Database(file, { readonly: true });
    reader.pragma('user_version'); // only now is it opened
    return reader;
  });
}

function attach({ statement }: Connection, file: string): void {
  opening(file, () => {
    statement('ATTACH ? AS other').run(file);
    statement('SELECT count(*) FROM other.sqlite_schema').get(); // only now is it opened
  });
}

/** Damage that shows later would be taken for that of the database to merge into. */
function requireSound({ database }: Connection, file: string): void {
  opening(file, () => {
    const found = database.pragma('other.quick_check(1)', { simple: true }) as string;
    if (found !== 'ok') throw refuse.damaged(file, found);
    requireOwnSchema(database, { file, version: migrations.length, schema: 'other' });
  });
}

function opening<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw refuse.openFailure(file, error);
  }
}

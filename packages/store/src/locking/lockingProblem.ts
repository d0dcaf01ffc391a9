/** Tests whether a folder's file system supports several processes using one database. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';

const lockProcess = fileURLToPath(new URL('lockProcess.ts', import.meta.url));

/**
 * Tests with a new database in an empty folder, and leaves files there. The second connection belongs to another process, because
 * SQLite itself separates the connections of one process, whatever the file system does.
 * @returns what does not work, or undefined
 * @throws Error if no database can be created there, or no process started
 */
export async function lockingProblem(folder: string): Promise<string | undefined> {
  const path = join(folder, 'probe.db');
  const database = new Database(path);
  try {
    const mode = database.pragma('journal_mode = WAL', { simple: true }) as string;
    if (mode !== 'wal') return `the write-ahead log cannot be switched on, the journal mode stays '${mode}'`;
    database.exec('CREATE TABLE probe (value); BEGIN IMMEDIATE; INSERT INTO probe VALUES (1)');
    const whileLocked = await outcomeOfOther(path);
    if (whileLocked !== 'SQLITE_BUSY') {
      return `a lock does not keep another process out: it got '${whileLocked}' for SQLITE_BUSY`;
    }
    database.exec('COMMIT');
    const afterwards = await outcomeOfOther(path);
    if (afterwards === 'wrote') return undefined;
    return `another process cannot write where one has written: it got '${afterwards}'`;
  } finally {
    database.close();
  }
}

async function outcomeOfOther(path: string): Promise<string> {
  return (await promisify(execFile)(process.execPath, [lockProcess, path])).stdout.trim();
}

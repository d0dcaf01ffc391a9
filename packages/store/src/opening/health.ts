/** Checks that a database is sound before anything is written to it, because writing to a damaged one destroys more. */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { damaged, damageIn } from '../file/openErrors.ts';

/**
 * Files up to this size are checked completely. `PRAGMA quick_check` reads 200 to 270 MB a second from memory and 90 MB a second
 * from a disk, so it takes a third of a second, or one second at worst.
 */
const MOST_CHECKED_WHOLE = 64 * 2 ** 20;

/**
 * In larger files only these tables are checked, about a kilobyte per run. All other rows depend on them. Other damage is
 * reported where it is met.
 */
const alwaysChecked = ['sweeps', 'runs', 'sweep_runs', 'cells', 'metrics', 'attempts', 'leases'];

/**
 * Checks a database.
 * @throws InputError if the database is damaged; neither the database nor its write-ahead log is changed then
 * @throws SqliteError if it cannot be opened or stays locked
 */
export function requireHealthy(
  file: string,
  {
    timeoutMs,
    checkedWhole = MOST_CHECKED_WHOLE,
  }: { readonly timeoutMs: number; readonly checkedWhole?: number },
): void {
  const walBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const isSmall = statSync(file).size + walBytes <= checkedWhole;
  // The last connection to close writes the log into the file, unless it is read-only. A read-only one would leave an empty log
  // behind if there was none.
  const database = new Database(file, { readonly: walBytes > 0, fileMustExist: true, timeout: timeoutMs });
  try {
    database.pragma('query_only = ON');
    database.pragma('cell_size_check = ON');
    const checks = isSmall ? ['quick_check(1)'] : tablesOf(database).map((name) => `quick_check(${name})`);
    for (const check of checks) {
      const found = database.pragma(check, { simple: true }) as string;
      if (found !== 'ok') throw damaged(file, found);
    }
  } catch (error) {
    throw damageIn(file, error) ?? error;
  } finally {
    database.close();
  }
}

/** A database of an older version may lack some of these tables. */
function tablesOf(database: Database.Database): string[] {
  const names = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
    .pluck()
    .all();
  return ['sqlite_schema', ...alwaysChecked.filter((name) => names.includes(name))];
}

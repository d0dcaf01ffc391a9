/** Whether a database is whole, asked before anything is written to it: writing to a damaged one destroys more. */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { damaged, damageIn } from './openErrors.ts';

/**
 * Files up to this size are checked whole. `PRAGMA quick_check` reads 200 to 270 MB a second of a file that the system
 * has in memory and 90 MB of one that comes from a disk: it takes a third of a second, or at worst one.
 */
const MOST_CHECKED_WHOLE = 64 * 2 ** 20;

/**
 * Of larger files these tables alone, about a kilobyte a run: what all other rows hang on. Damage to the others is told
 * where it is met.
 */
const alwaysChecked = ['sweeps', 'runs', 'sweep_runs', 'cells', 'metrics', 'attempts', 'leases'];

/**
 * @throws InputError when the database is damaged; neither it nor its write-ahead log is changed then
 * @throws SqliteError when it cannot be opened or stays locked
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
  // The last connection to be closed writes the log into the file, unless it is read-only; that one would leave an
  // empty log behind where there was none.
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

/** A database of an older version may lack some. */
function tablesOf(database: Database.Database): string[] {
  const names = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
    .pluck()
    .all();
  return ['sqlite_schema', ...alwaysChecked.filter((name) => names.includes(name))];
}

/**
 * The view `run_table`: one row a run, with its parameters (columns named by their path, "init.std") and its
 * final metrics side by side. A view cannot have columns that depend on data, so it is rebuilt when a name appears.
 */
import type Database from 'better-sqlite3';

const runColumns = [
  'status',
  'arithmetic',
  'engine',
  'device',
  'iterations',
  'stop_reason',
  'error',
  'wall_ms',
  'attempts',
  'started_at',
  'finished_at',
];

/** SQLite's default limit on the columns of a result. Names beyond it stay readable in `params` and `final`. */
const COLUMN_LIMIT = 2000;

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const runColumn = String.raw`, runs\.\w+`;
const param = String.raw`params WHERE run_id = runs\.id AND name = '([^']*(?:''[^']*)*)'`;
const paramLookedUp = new RegExp(param, 'g');
const looked = String.raw`(?:${param}|finals WHERE run_id = runs\.id AND metric_id = \d+)`;
const lookedUp = String.raw`, \(SELECT value FROM ${looked}\) AS "[^"]*(?:""[^"]*)*"`;
const runTable = new RegExp(
  String.raw`^CREATE VIEW run_table AS SELECT runs\.id AS run_id(?:${runColumn})*(?:${lookedUp})* FROM runs$`,
);

/** Whether `refreshRunTable` of any version has made this view, for any names. Such a view only looks up values. */
export const isRunTable = (sql: string): boolean => runTable.test(sql);

/**
 * Rebuilds the view if it lacks a parameter or metric. Call it in the transaction that added the name.
 * @param added names of parameters, some of which it may lack. Default: none
 */
export function refreshRunTable(database: Database.Database, added: Iterable<string> = []): void {
  const sql = runTableSql(database, added);
  if (currentSql(database) !== sql) database.exec(`DROP VIEW IF EXISTS run_table; ${sql}`);
}

/** Whether the view is what `refreshRunTable` makes. Runs of which it has names may be gone. This reads all parameters. */
export const isRunTableSound = (database: Database.Database): boolean =>
  currentSql(database) === runTableSql(database, storedParamNames(database));

/** The names of all parameters that runs have. This reads all parameters: the view has the names at hand. */
export const storedParamNames = (database: Database.Database): string[] =>
  database.prepare<[], string>('SELECT DISTINCT name FROM params').pluck().all();

/** The names of the parameters that the view has as columns. */
export function paramNamesOf(database: Database.Database, schema = 'main'): string[] {
  const sql = currentSql(database, schema) ?? '';
  return [...sql.matchAll(paramLookedUp)].map(([, name]) => name!.replaceAll("''", "'"));
}

const currentSql = (database: Database.Database, schema = 'main'): string | undefined =>
  database
    .prepare<[], string>(`SELECT sql FROM ${schema}.sqlite_schema WHERE name = 'run_table'`)
    .pluck()
    .get();

function runTableSql(database: Database.Database, added: Iterable<string>): string {
  const params = [...new Set([...paramNamesOf(database), ...added])].toSorted();
  const metrics = database
    .prepare<[], { id: number; name: string }>('SELECT id, name FROM metrics ORDER BY id')
    .all();

  const columns = ['runs.id AS run_id', ...runColumns.map((name) => `runs.${name}`)];
  const taken = new Set(['run_id', ...runColumns]);
  // SQLite ignores case in column names. A name that is already taken gets its origin as a prefix.
  const add = (origin: string, name: string, value: string): void => {
    const column = taken.has(name.toLowerCase()) ? `${origin}.${name}` : name;
    if (columns.length >= COLUMN_LIMIT || taken.has(column.toLowerCase())) return;
    taken.add(column.toLowerCase());
    columns.push(`(${value}) AS ${quoteName(column)}`);
  };
  for (const name of params) {
    add('param', name, `SELECT value FROM params WHERE run_id = runs.id AND name = ${quoteText(name)}`);
  }
  for (const { id, name } of metrics) {
    add('final', name, `SELECT value FROM finals WHERE run_id = runs.id AND metric_id = ${id}`);
  }
  return `CREATE VIEW run_table AS SELECT ${columns.join(', ')} FROM runs`;
}

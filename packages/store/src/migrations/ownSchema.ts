/**
 * Checks that a database's tables, indexes and views are ranksweep's own. Anyone with access to the file may have changed them or
 * added triggers, which would run when ranksweep writes. Objects that others have added under their own names are kept and never
 * used.
 */
import Database from 'better-sqlite3';
import { migrations } from './migrations.ts';
import { damaged, foreignObject } from '../file/openErrors.ts';
import { isRunTable } from '../rows/runTable.ts';

interface SchemaObject {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  /** The table that the object belongs to. */
  readonly table: string;
  /** Null for objects that SQLite creates itself. */
  readonly sql: string | null;
}

/** Objects by version and lower-case name, because SQLite ignores case in names. */
const known = new Map<number, ReadonlyMap<string, SchemaObject>>();

/**
 * Checks the schema.
 * @param version the schema version that the database claims
 * @param schema the name under which the database is attached
 * @throws InputError, which names the object, if one of ours is missing or different, or if one of another program would run by
 *   itself
 */
export function requireOwnSchema(
  database: Database.Database,
  {
    file,
    version,
    schema = 'main',
  }: { readonly file: string; readonly version: number; readonly schema?: 'main' | 'other' },
): void {
  if (version === 0) return; // nothing has been created yet
  const own = schemaOf(version);
  const found = objectsOf(database, schema);
  for (const object of found) {
    const ours = own.get(object.name.toLowerCase());
    if (ours === undefined) {
      if (mayRun(object, own)) throw foreignObject(file, object);
    } else if (!isSame(object, ours))
      throw damaged(file, `the ${object.type} ${object.name} is not as ranksweep made it`);
  }
  const names = new Set(found.map(({ name }) => name.toLowerCase()));
  const missing = [...own.values()].find(
    ({ type, name }) => type !== 'index' && !names.has(name.toLowerCase()),
  );
  if (missing !== undefined) throw damaged(file, `no such ${missing.type}: ${missing.name}`);
}

/** Triggers, and objects that keep rows out of our tables. Other indexes only cost time. */
const mayRun = ({ type, table, sql }: SchemaObject, own: ReadonlyMap<string, SchemaObject>): boolean =>
  type === 'trigger' ||
  (type === 'index' && sql !== null && /^CREATE UNIQUE\b/i.test(sql) && own.has(table.toLowerCase()));

function isSame(object: SchemaObject, ours: SchemaObject): boolean {
  if (object.type !== ours.type) return false;
  if (ours.name === 'run_table') return object.sql !== null && isRunTable(object.sql);
  return plain(object.sql) === plain(ours.sql);
}

const plain = (sql: string | null): string | undefined => sql?.replaceAll(/\s+/g, ' ');

function schemaOf(version: number): ReadonlyMap<string, SchemaObject> {
  let objects = known.get(version);
  if (objects === undefined) {
    const database = new Database(':memory:');
    try {
      for (const { sql } of migrations.slice(0, version)) database.exec(sql);
      database.exec('CREATE VIEW run_table AS SELECT 1'); // its text depends on the data
      objects = new Map(objectsOf(database, 'main').map((object) => [object.name.toLowerCase(), object]));
    } finally {
      database.close();
    }
    known.set(version, objects);
  }
  return objects;
}

const objectsOf = (database: Database.Database, schema: string): SchemaObject[] =>
  database
    .prepare<[], SchemaObject>(
      `SELECT type, name, tbl_name AS "table", sql FROM ${schema}.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .all();

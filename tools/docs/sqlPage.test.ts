/** docs/SQL.md names all that a database has, and its queries run in the plain sqlite3 command. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { query } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { smallDatabase } from '../support/smallDatabase.ts';

const page = readFileSync(new URL('../../docs/SQL.md', import.meta.url), 'utf8');
const database = await smallDatabase();
const column = (sql: string): string[] => query(database, sql).rows.map(([value]) => value as string);

interface PageQuery {
  readonly question: string;
  readonly sql: string;
}

/** Every block of SQL, with the paragraph before it. */
const queries: PageQuery[] = [...page.matchAll(/([^\n]+)\n\n```sql\n(.*?)```/gs)].map(
  ([, question, sql]) => ({ question: question!, sql: sql! }),
);

/** Columns by table or view: the first cells of the table under its heading. */
const described = Object.fromEntries(
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [, name] = /^`(\w+)`/.exec(section)!;
      return [name!, [...section.matchAll(/^\| `(\w+)`/gm)].map(([, found]) => found!)];
    }),
);

it('has a dozen queries and more, each behind its question', () => {
  expect(queries.length).toBeGreaterThanOrEqual(12);
  expect(queries.length).toBe(page.match(/```sql/g)!.length);
  for (const { question } of queries) expect(question).toMatch(/^[A-Z].*\?$/);
});

const noClient = spawnSync('sqlite3', ['--version']).status !== 0;
it.skipIf(noClient).each(queries)(
  '$question (skipped where sqlite3 is not on PATH)',
  ({ sql }: PageQuery) => {
    const { status, stdout, stderr } = spawnSync('sqlite3', ['-readonly', '-bail', database], {
      input: sql,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim()).not.toBe('');
  },
);

it('describes every table and view with all its columns, and none besides', () => {
  const names = column(
    `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'`,
  );
  // Other columns of run_table are named by what is in the database.
  const named = new Set([...column('SELECT name FROM params'), ...column('SELECT name FROM metrics')]);
  const columns = Object.fromEntries(
    names.map((name) => {
      const all = column(`SELECT name FROM pragma_table_info('${name}')`);
      return [name, name === 'run_table' ? all.filter((found) => !named.has(found)) : all];
    }),
  );
  expect(described).toEqual(columns);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { textWidth } from '../../src/cellWidth.ts';
import { plainText } from '../../src/chart/index.ts';
import type { Prompt, View } from '../../src/view.ts';
import { sqlView } from '../../src/views/sql/sqlView.ts';
import { addSweep, contextOf, finish, screenOf, temporaryFolder, temporaryStore } from '../support/stores.ts';

beforeEach(() => void vi.stubEnv('XDG_STATE_HOME', temporaryFolder()));
afterEach(() => vi.unstubAllEnvs());

function open(): View {
  const store = temporaryStore();
  const { runIds } = addSweep(store, 'a', [0.1, 0.01], 2);
  runIds.forEach((runId, i) => finish(store, runId, i === 3 ? 'failed' : 'done'));
  return sqlView(contextOf(store));
}

const asPrompt = (view: View, key: string): Prompt => view.press(key) as Prompt;

async function ask(view: View, sql: string): Promise<string> {
  const outcome = await asPrompt(view, 'i').accept(sql);
  return outcome.kind === 'tell' ? outcome.message.replace(/[\d.]+ s$/, 'T s') : outcome.kind;
}

/** Times differ. */
const shown = (view: View, width = 80, height = 12): string =>
  screenOf(view, width, height).replaceAll(/\b\d+\.\d{3} s/g, 'T s');

const ENDLESS = 'WITH RECURSIVE t (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT max(x) FROM t';
const numbers = (count: number): string =>
  `WITH RECURSIVE t (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT ${count}) SELECT x, x * x AS square FROM t`;

describe('the view of queries', () => {
  it('begins with examples to pick from', () => {
    const view = open();
    view.refresh();
    expect(shown(view, 80, 21)).toMatchInlineSnapshot(`
      "  Examples: enter takes one to be changed, n begins a query of your own
      > Which runs diverged or failed, and why?
        When does the second component rise, for each scale of the initialization?
        What are median and range of the final reconstruction error along one axis?
        After how many iterations is the reconstruction error below 0.1 for the first…
        How much time did each part of each definition take, and at what speed?
        Which runs took most attempts, and how did those end?

      SELECT name, part, cell, seed, run_id, runs.status, iterations, coalesce(error,
      stop_reason) AS why FROM runs JOIN sweep_runs ON run_id = runs.id JOIN sweeps ON
      sweeps.id = sweep_id WHERE runs.status IN ('diverged', 'failed') ORDER BY name,
      part, cell, seed;








      "
    `);
    view.press('j');
    expect(asPrompt(view, 'enter').initial).toMatch(/^WITH rise AS/);
    expect(asPrompt(view, 'i').initial).toBe('');
  });

  it('shows rows, their number and the time', async () => {
    const view = open();
    expect(await ask(view, `SELECT id, status, error, 9e999 AS inf FROM runs`)).toBe(
      '4 rows, 4 columns, T s',
    );
    expect(shown(view)).toMatchInlineSnapshot(`
      "SELECT id, status, error, 9e999 AS inf FROM runs
      4 rows, 4 columns, T s
        id  status  error               inf
      >  1  done                   Infinity
         2  done                   Infinity
         3  done                   Infinity
         4  failed  out of memory  Infinity
        row 1 of 4



      "
    `);
    expect(await ask(view, 'SELECT 1 WHERE false')).toBe('0 rows, 1 column, T s');
    expect(shown(view, 40, 6)).toMatchInlineSnapshot(`
      "SELECT 1 WHERE false
      0 rows, 1 column, T s
        1
        no rows

      "
    `);
  });

  it('scrolls both ways', async () => {
    const view = open();
    await ask(view, 'SELECT * FROM run_table');
    for (const key of ['G', 'right', 'l', 'l', 'h', 'k']) view.press(key);
    expect(shown(view, 80, 6)).toMatchInlineSnapshot(`
      "SELECT * FROM run_table
      4 rows, 37 columns, T s
        arithmetic  engine  device  iterations  stop_reason      error  wall_ms      ›
        f32-fma     wasm    cpu           1000  iteration-limit               5
      > f32-fma     wasm    cpu           1000  iteration-limit               5
        row 3 of 4   from column 3 of 37"
    `);
    view.press('end');
    expect(shown(view)).toMatch(/row 3 of 4 {3}from column (\d+) of \1\n/);
    view.press('home');
    view.press('g');
    expect(shown(view)).toContain('row 1 of 4');
    expect(shown(view, 200, 57)).toContain('finished_at');
  });

  it('shows the first 10 000 rows, and tells so', async () => {
    const view = open();
    expect(await ask(view, numbers(10_001))).toBe('the first 10000 rows (e writes all), 2 columns, T s');
    view.press('G');
    expect(shown(view, 40, 9)).toMatchInlineSnapshot(`
      "WITH RECURSIVE t (x) AS (SELECT 1 UNION
      ALL SELECT x + 1 FROM t LIMIT 10001)
      SELECT x, x * x AS square FROM t
      the first 10000 rows (e writes all), 2 …
            x     square
         9998   99960004
         9999   99980001
      > 10000  100000000
        row 10000 of 10000"
    `);
  });

  it('shows what is wrong, and leaves the text to be mended', async () => {
    const view = open();
    expect(await ask(view, 'SELEC 1')).toBe('The query failed: change it with enter.');
    expect(shown(view, 60, 5)).toMatchInlineSnapshot(`
      "SELEC 1
      SQLite refused the query: near "SELEC": syntax error, in
      'SELEC 1'

      "
    `);
    expect(asPrompt(view, 'enter')).toMatchObject({ initial: 'SELEC 1', history: ['SELEC 1'] });
    expect(await ask(view, 'DELETE FROM runs')).toBe('The query failed: change it with enter.');
    expect(shown(view)).toContain('expected SQL that reads');
    expect(await ask(view, '  ')).toBe('Nothing was asked.');
  });

  it('goes on drawing while a query takes its time, and esc ends it', async () => {
    const view = open();
    expect(view.escape?.()).toBeUndefined();
    const answer = ask(view, ENDLESS);
    await expect.poll(() => shown(view)).toMatch(/asking for \d+ s; esc ends it/);
    expect(view.escape?.()?.does).toBe('end asking');
    view.escape?.()?.act();
    expect(await answer).toBe('It was ended.');
    expect(shown(view)).not.toContain('esc ends it');
    expect(view.escape?.()?.does).toBe('examples');
    view.escape?.()?.act();
    expect(shown(view)).toContain('Examples');
    expect(view.escape?.()).toBeUndefined();
  });

  it('shows the answer to what was asked last', async () => {
    const view = open();
    const first = ask(view, ENDLESS);
    const second = ask(view, 'SELECT 7 AS seven');
    expect(await first).toBe('It was ended.');
    expect(await second).toBe('1 row, 1 column, T s');
    expect(shown(view)).toContain('seven');
  });

  it('asks again, and begins anew', async () => {
    const view = open();
    await ask(view, 'SELECT random() AS r');
    const before = shown(view);
    view.press('r');
    const isAnswered = (text: string): boolean => text.includes('row 1 of 1') && text !== before;
    await expect.poll(() => shown(view)).toSatisfy(isAnswered);
    expect(asPrompt(view, 'n').initial).toBe('');
  });

  it('remembers queries from one time to the next', async () => {
    await ask(open(), 'SELECT 1');
    expect(asPrompt(open(), 'i').history).toEqual(['SELECT 1']);
  });

  it('writes all rows as CSV, and no file that is there', async () => {
    const view = open();
    expect(view.press('e')).toEqual({ kind: 'tell', message: 'There is no result to be written.' });
    await ask(view, numbers(10_001));
    const target = join(temporaryFolder(), 'result.csv');
    const write = (): ReturnType<Prompt['accept']> => asPrompt(view, 'e').accept(target);
    expect(await write()).toEqual({ kind: 'tell', message: `10001 rows written to ${target}` });
    expect(readFileSync(target, 'utf8')).toMatch(/^x,square\n1,1\n[^]*\n10001,100020001\n$/);
    writeFileSync(target, 'mine');
    await expect(write()).rejects.toThrow('expected no such file');
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });

  it('shows what a terminal would obey, and what would take another width', async () => {
    const view = open();
    await ask(view, `SELECT char(27) || '[2J漢' AS "a${'\u001b'}", 'x' || char(10) || 'y' AS b`);
    expect(shown(view)).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(shown(view)).toMatch(/^> \\u001b\[2J漢 {2}x y$/m);
  });

  it('has exactly its size', async () => {
    const view = open();
    const hasSize = (): void =>
      fc.assert(
        fc.property(
          fc.nat(120),
          fc.nat(40),
          fc.constantFrom('j', 'l', 'G', 'end', 'h'),
          (width, height, key) => {
            view.press(key);
            expect(view.draw({ width, height })).toHaveLength(height);
            const lines = plainText(view.draw({ width, height })).split('\n');
            if (height > 0) expect(lines.every((line) => textWidth(line) === width)).toBe(true);
          },
        ),
      );
    hasSize();
    await ask(view, 'SELECT * FROM run_table, params');
    hasSize();
    await ask(view, `SELECT * FROM sweeps, runs -- ${'long '.repeat(100)}`);
    hasSize();
    await ask(view, `SELEC ${'x'.repeat(500)}`);
    hasSize();
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  describeInBrowser,
  untilDrawn,
  type OpenedPage,
} from '../../../packages/report/test/support/chromium.ts';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

/** Two cells, of which one diverges, with the theory of growth. */
const withAxis = (text: string): string =>
  text
    .replace('figure:', '    axes: { optimizer.learningRate: [0.01, 1.0e+30] }\nfigure:')
    .replace('init: { std: 0.1 }', 'init: { std: 0.1 }\n      record: { theory: true, every: 5 }');

/** A search with a pruner, and a boundary. */
const SEARCHED = `
name: searched
seeds: [0, 1]
parts:
  mf:
    base:
      model: { kind: matrix, depth: 2 }
      task: { kind: completion, dims: [8, 8], observed: 30, target: { kind: matrix, rank: 1 } }
      init: { std: 0.1 }
      stop: { lossBelow: 0, maxIterations: 90 }
      record: { every: 10 }
    search:
      minimize: reconstruction_error
      trials: 9
      pruner: { kind: asha, rungs: [30] }
      space:
        model.depth: { choices: [2, 3] }
        init.std: { from: 0.01, to: 0.5, log: true }
  cp:
    base:
      model: { kind: cp, components: 4 }
      task: { kind: completion, dims: [4, 4, 4], observed: 20, target: { kind: cp, rank: 1 } }
      init: { std: 0.1 }
      stop: { maxIterations: 100 }
      record: { every: 100, metrics: [train_loss, reconstruction_error] }
    axes:
      task.target.rank: [1, 3]
      task.observed: [4, 16, 28, 40]
    boundary: { along: task.observed, outcome: reconstruction_error < 0.3, trials: 6 }
`;

async function withSweep(change?: (text: string) => string): Promise<string> {
  const folder = temporaryFolder();
  const { status, stderr } = await ranksweep(folder, ['run', smallDefinition(folder, change)]);
  expect(status, stderr).toBe(0);
  return folder;
}

const reported = async (folder: string, ...words: string[]): Promise<string> => {
  const { status, stdout, stderr } = await ranksweep(folder, ['report', ...words]);
  expect(status, stderr).toBe(0);
  return join(folder, stdout.split(':')[0]!);
};

describeInBrowser('a report of a sweep', (browser) => {
  it('draws its figure and has the numbers of the database', async () => {
    const folder = await withSweep(withAxis);
    const file = await reported(folder, 'small');
    expect(file).toBe(join(folder, 'results/reports/small-1.html'));
    const { page, problems, requests } = await browser().openFile(file);
    await untilDrawn(page);
    expect(await page.$$eval('.live .mark-line path', ({ length }) => length)).toBeGreaterThan(3);
    expect([problems, requests.length]).toEqual([[], 1]);

    const rows = (query: string): Promise<Record<string, unknown>[]> => queried(folder, query);
    const runs = await tableOf(page, '#sweep-1-runs');
    const columns =
      'run_id AS run, seed, "optimizer.learningRate", status, stop_reason AS ended_by, iterations, wall_ms';
    const expected = await rows(
      `SELECT ${columns}, train_loss, reconstruction_error, unbalancedness FROM run_table ORDER BY run_id`,
    );
    expect(runs.length).toBe(4);
    const inOrder = runs.toSorted((a, b) => Number(a.run) - Number(b.run));
    expect(inOrder.map((row, i) => pick(row, Object.keys(expected[i]!)))).toEqual(expected.map(asText));

    const events = await tableOf(page, '#sweep-1-events');
    const stored = await rows('SELECT run_id AS run, iteration, kind AS event, subject, value FROM events');
    expect(stored.length).toBeGreaterThan(4);
    const keys = Object.keys(stored[0]!);
    expect(inSameOrder(events.map((row) => pick(row, keys)))).toEqual(inSameOrder(stored.map(asText)));

    const counts = await rows(
      'SELECT status, count(*) AS runs FROM runs GROUP BY status ORDER BY status DESC',
    );
    const text = await page.$eval('#sweep-1-summary', ({ textContent }) =>
      textContent.replaceAll(/\s+/g, ' '),
    );
    expect(counts.map(({ status }) => status)).toEqual(['done', 'diverged'].sort().reverse());
    for (const { status, runs: count } of counts)
      expect(text).toContain(`${String(count)} ${String(status)}`);
    expect(text).toMatch(/2 runs diverged \(runs \d+, \d+\)/);

    const [theory] = await rows(
      "SELECT DISTINCT round(value, 4) AS exponent FROM final WHERE metric = 'theoretical_exponent_component_norm'",
    );
    expect(await page.$eval('#sweep-1-theory td.number', ({ textContent }) => textContent)).toBe(
      String(theory!.exponent),
    );
  });

  it('has the trials and the boundaries of the database, and their figures', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'searched.yaml'), SEARCHED);
    const { status, stderr } = await ranksweep(folder, ['run', 'searched.yaml']);
    expect(status, stderr).toBe(0);
    const { page, problems } = await browser().openFile(await reported(folder, 'searched'));
    await untilDrawn(page);
    expect(problems).toEqual([]);
    expect(await page.$$eval('figure .live svg', ({ length }) => length)).toBe(2);

    const stored = await queried(
      folder,
      `SELECT d.value AS "model.depth", s.value AS "init.std", objective AS reconstruction_error, number AS trial, group_concat(run_id, ', ') AS runs
       FROM trials JOIN cells d USING (sweep_id, part, cell) JOIN cells s USING (sweep_id, part, cell)
       JOIN (SELECT * FROM sweep_runs ORDER BY run_id) USING (sweep_id, part, cell)
       WHERE part = 'mf' AND state = 'done' AND d.name = 'model.depth' AND s.name = 'init.std'
       GROUP BY number ORDER BY objective`,
    );
    expect(stored.length).toBeGreaterThan(1);
    const best = await tableOf(page, '#sweep-1-search-0 [data-table]');
    expect(best).toEqual(stored.map(asText));
    expect(Object.keys(best[0]!)).toEqual(Object.keys(stored[0]!));
    const pruned = await queried(folder, "SELECT count(*) AS trials FROM trials WHERE state = 'pruned'");
    const rungs = await page.$$eval('#sweep-1-search-0 .scroll:not([data-table] *) td', (cells) =>
      cells.map(({ textContent }) => textContent),
    );
    expect(rungs).toEqual(['30', '9', String(pruned[0]!.trials)]);
    const facts = await page.$eval('#sweep-1-search-0 .facts', ({ textContent }) =>
      textContent.replaceAll(/\s+/g, ' '),
    );
    expect(facts).toContain('minimize reconstruction_error');
    expect(facts).toContain(`9 of 9 trials (${stored.length} done, ${String(pruned[0]!.trials)} pruned)`);

    const { stdout } = await ranksweep(folder, ['show', 'searched']);
    const lines = await tableOf(page, '#sweep-1-boundary-0');
    expect(lines.map((line) => line['task.target.rank'])).toEqual(['1', '3']);
    for (const line of lines) {
      const words = Object.values(line).join(' +').replaceAll('(', '.');
      expect(stdout).toMatch(new RegExp(`^ *${words}$`, 'm'));
    }
    const ended = await queried(folder, "SELECT count(*) AS runs FROM trials WHERE part = 'cp'");
    expect(lines.reduce((sum, { runs }) => sum + Number(runs), 0)).toBe(ended[0]!.runs);
  });

  it('has a definition that gives the same sweep again', async () => {
    const folder = await withSweep(withAxis);
    const { page } = await browser().openFile(await reported(folder, '1', '--out', 'handed/on.html'));
    const link = await page.$eval('a[download]', ({ href, download }) => ({ href, download }));
    expect(link.download).toBe('small.yaml');
    writeFileSync(join(folder, 'again.yaml'), Buffer.from(link.href.split(',')[1]!, 'base64'));
    const { stdout, status } = await ranksweep(folder, ['run', 'again.yaml']);
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining('Nothing to run: all 4 runs are in the database already'),
    ]);
    const sweeps = await queried(
      folder,
      'SELECT count(*) AS sweeps, count(DISTINCT spec_hash) AS specs FROM sweeps',
    );
    expect(sweeps).toEqual([{ sweeps: 1, specs: 1 }]);
  });
});

describe('ranksweep report', () => {
  it('names what is not there, and replaces no file that it was not told to', async () => {
    const folder = await withSweep();
    writeFileSync(join(folder, 'notes.html'), 'notes');
    const refused = await ranksweep(folder, ['report', 'small', '--out', 'notes.html']);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('--force replaces it')]);
    const missing = await ranksweep(folder, ['report', 'small', 'run:1', '--out', 'new.html']);
    expect([missing.status, missing.stderr]).toEqual([
      2,
      expect.stringContaining('expected a sweep, found run:1'),
    ]);
    expect(readFileSync(join(folder, 'notes.html'), 'utf8')).toBe('notes');
    expect(readdirSync(folder).filter((name) => name.endsWith('.html'))).toEqual(['notes.html']);
    await reported(folder, 'small', '--out', 'notes.html', '--force');
    expect(readFileSync(join(folder, 'notes.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('puts several sweeps on one page, each with names of its own', async () => {
    const folder = await withSweep();
    const { status } = await ranksweep(folder, ['run', 'small.yaml', 'init.std=0.2']);
    expect(status).toBe(0);
    const page = readFileSync(await reported(folder, '1..2'), 'utf8');
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toContain('sweep-2-run-3');
    expect(new Set(ids).size).toBe(ids.length);
  });
});

async function queried(folder: string, query: string): Promise<Record<string, unknown>[]> {
  const { stdout, stderr } = await ranksweep(folder, ['sql', query, '--format', 'json']);
  expect(stderr).toBe('');
  // JSON's numbers beyond all doubles are infinities here.
  return JSON.parse(stdout) as Record<string, unknown>[];
}

/** Rows by the names of their columns, each value as it is stored. */
const tableOf = (page: OpenedPage['page'], section: string): Promise<Record<string, string>[]> =>
  page.$eval(section, (found) => {
    const names = [...found.querySelectorAll('thead th')].map(({ textContent }) => textContent.trim());
    return [...found.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries(
        [...row.querySelectorAll('td')].map((cell, i) => [names[i], cell.dataset.value ?? cell.textContent]),
      ),
    );
  });

const pick = (row: Record<string, string>, keys: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(keys.map((key) => [key, row[key]]));

const inSameOrder = <Row extends Record<string, unknown>>(events: readonly Row[]): Row[] => {
  const keyOf = ({ run, iteration, event, subject }: Row): string =>
    [run, iteration, event, subject].join(' ');
  return events.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
};

/** NULL is an empty cell, or NaN. */
const asText = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      value === null ? expect.toBeOneOf(['', 'NaN']) : String(value as string | number),
    ]),
  );

/** The page of a small real database says what SQL says. */
import type { AxisValue, SweepDefinition } from '@ranksweep/kinds';
import type { SweepSpec } from '@ranksweep/sweep';
import { builtInDefinitions, tensorRank, type PublishedTrajectory } from '@ranksweep/experiments';
import { openStore, query } from '@ranksweep/store';
import { afterAll, describe, expect, it } from 'vitest';
import { smallDatabase } from '../../support/smallDatabase.ts';
import { resultsPage, type PageContent } from '../page.ts';
import { paperSweeps } from '../paperSweeps.ts';
import { medianAndRange, rowsBehind } from './markdown.ts';

const database = await smallDatabase();
const rows = (sql: string): (readonly unknown[])[] => [...query(database, sql).rows];
const store = openStore(database, { readOnly: true });
afterAll(() => store.close());
const [divergedSweep, sweep] = rows('SELECT id FROM sweeps ORDER BY id').map(([id]) => id as number);

/** Of one cell of the small sweep, as if it were published. */
const published: PublishedTrajectory = {
  definition: 'tensor-rank',
  part: 'a-dyn',
  cell: { 'init.std': 0.01, 'task.observed': 100 },
  source: 'Razin et al. 2021',
  metric: 'component_norm',
  riseIterations: [4321],
  finals: [0.6, 0.5],
  errorPlateaus: [0.9, 0.4],
  finalError: 7e-6,
  lastIteration: 5000,
};
const inCell = (cell: number): string =>
  `run_id IN (SELECT run_id FROM sweep_runs WHERE sweep_id = ${sweep} AND cell = ${cell})`;
const ranInCell = inCell(3);
const counts = (cell: number): string => `SELECT sum(value > 0.05 * largest) FROM (
  SELECT run_id, value, max(value) OVER (PARTITION BY run_id) AS largest
  FROM final WHERE metric GLOB 'component_norm_*' AND ${inCell(cell)}) GROUP BY run_id`;

const page = (content: Partial<PageContent> = {}): Promise<string> =>
  resultsPage(store, {
    definitions: builtInDefinitions,
    published: [published],
    expectations: [],
    remarks: [],
    draw: () => Promise.resolve('figures/tensor-rank.png'),
    ...content,
  });

/** Median, smallest and largest of three values that a query gives. */
function ofThree(sql: string): number[] {
  const values = rows(sql).map(([value]) => value as number);
  expect(values).toHaveLength(3);
  const [low, middle, high] = values.sort((a, b) => a - b);
  return [middle!, low!, high!];
}

function expectClose(text: string, expected: readonly number[]): void {
  medianAndRange(text).forEach((value, i) => {
    expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(0.006); // three digits
  });
}

describe('a cell with published numbers', async () => {
  const table = rowsBehind(await page(), '`init.std` = 0.01, `task.observed` = 100:');

  it('has the published numbers', () => {
    expect(table.get('half-rise of `component_norm_1`')![0]).toBe('4,321');
    expect(table.get('half-rise of `component_norm_2`')![0]).toBe('–');
    expect(table.get('final `component_norm_2`')![0]).toBe('0.5');
    expect(table.get('plateaus of the error')![0]).toBe('0.9, 0.4');
    expect(table.get('final error')![0]).toBe('7e-6');
    expect(table.get('iterations')![0]).toBe('plotted to 5,000');
  });

  it.each([1, 2])('has the half-rise and final norm of component %i', (k) => {
    const [, rise] = table.get(`half-rise of \`component_norm_${k}\``)!;
    const [, final] = table.get(`final \`component_norm_${k}\``)!;
    const metric = `'component_norm_${k}'`;
    const rises = `SELECT iteration FROM events WHERE kind = 'rise' AND subject = ${metric} AND ${ranInCell}`;
    expect(medianAndRange(rise!)).toEqual(ofThree(rises));
    expectClose(final!, ofThree(`SELECT value FROM final WHERE metric = ${metric} AND ${ranInCell}`));
  });

  it('has the error and the iterations, and each run’s plateaus', () => {
    const error = `SELECT value FROM final WHERE metric = 'reconstruction_error' AND ${ranInCell}`;
    expectClose(table.get('final error')![1]!, ofThree(error));
    const iterations = `SELECT iterations FROM (SELECT id AS run_id, iterations FROM runs) WHERE ${ranInCell}`;
    expect(medianAndRange(table.get('iterations')![1]!)).toEqual(ofThree(iterations));
    const plateaus = rows(
      `SELECT value FROM events WHERE kind = 'plateau_start' AND ${ranInCell} ORDER BY run_id, iteration`,
    ).map(([value]) => value as number);
    const told = table.get('plateaus of the error')![1]!.split(/[;,] /);
    expect(told).toEqual(plateaus.map((value) => String(Number(value.toPrecision(3)))));
  });

  it('counts the components above 5 % of the largest', () => {
    expect(medianAndRange(table.get('values above 5 % of the largest')![1]!)).toEqual(ofThree(counts(3)));
  });
});

describe('cells of which nothing is published', () => {
  const cellRows = (text: string): string[] => text.split('\n').filter((line) => /^\| 0\.0[15] /.test(line));

  it('are one table: how runs ended, error, half-rises', async () => {
    const lines = cellRows(await page());
    expect(lines).toHaveLength(3);
    lines.forEach((line, cell) => {
      const [, , ended, , error, components, rises] = line
        .split('|')
        .slice(1, -1)
        .map((text) => text.trim());
      const reasons = rows(
        `SELECT stop_reason FROM (SELECT *, id AS run_id FROM runs) WHERE ${inCell(cell)}`,
      );
      const converged = reasons.filter(([reason]) => reason === 'loss').length;
      expect(Number(/(\d+) converged/.exec(ended!)?.[1] ?? 0)).toBe(converged);
      expectClose(
        error!,
        ofThree(`SELECT value FROM final WHERE metric = 'reconstruction_error' AND ${inCell(cell)}`),
      );
      expect(medianAndRange(components!)).toEqual(ofThree(counts(cell)));
      const first = `SELECT iteration FROM events WHERE kind = 'rise' AND subject = 'component_norm_1' AND ${inCell(cell)}`;
      expect(rises!.split('; ')[0]).toBe(String(ofThree(first)[0]));
    });
  });

  it('are all cells, where nothing is published of the part', async () => {
    expect(cellRows(await page({ published: [] }))).toHaveLength(4);
  });
});

it.each([
  ['b-mf', 'singular_value_*'],
  ['b-tf', 'component_norm_*'],
  ['b-htf', 'local_component_norm{1,2,3,4}_*'],
])('counts as components of %s the values of %s', async (part, metrics) => {
  const [line] = /^\| 2 .*$/m.exec((await page()).split(`### ${part}`)[1]!)!;
  const expected = rows(`SELECT sum(value > 0.05 * largest) FROM (
    SELECT run_id, value, max(value) OVER (PARTITION BY run_id) AS largest
    FROM final JOIN sweep_runs USING (run_id) WHERE part = '${part}' AND metric GLOB '${metrics}') GROUP BY run_id`);
  const [a, b] = expected.map(([value]) => value as number) as [number, number];
  const told = line.split('|').at(-3)!.trim();
  expect(medianAndRange(told)).toEqual([(a + b) / 2, Math.min(a, b), Math.max(a, b)]);
});

it('tells processor, versions and times', async () => {
  const table = rowsBehind(await page(), '## How this page was made');
  const [[device, versions]] = rows('SELECT DISTINCT device, versions FROM attempts') as [[string, string]];
  expect(table.get('processor')).toEqual([device]);
  expect(table.get('versions')![0]).toContain(`node ${JSON.parse(versions).node}`);
  expect(table.get('runs')![0]).toMatch(/^18: /);
});

it('begins with a table of contents that names every section', async () => {
  const text = await page();
  const titles = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(titles.slice(0, 2)).toEqual(['Verdicts', 'How this page was made']);
  const contents = text.slice(0, text.indexOf('\n## '));
  expect([...contents.matchAll(/^- \[(.+?)\]\(#/gm)].map(([, title]) => title)).toEqual(titles);
});

describe('verdicts', async () => {
  const text = await page();
  const table = rowsBehind(text, '**[tensor-rank](#tensor-rank), a-dyn');

  it('are told of every published number, with the numbers that the tables further down have', () => {
    expect([...table.keys()].slice(2)).toEqual([
      'half-rise of `component_norm_1`',
      'final `component_norm_1`',
      'final `component_norm_2`',
      'plateau 1 of the error',
      'plateau 2 of the error',
      'final error',
    ]);
    const own = rowsBehind(text, '`init.std` = 0.01, `task.observed` = 100:');
    for (const name of ['half-rise of `component_norm_1`', 'final `component_norm_2`', 'final error']) {
      expect(table.get(name)!.slice(0, 2)).toEqual(own.get(name));
    }
  });

  it('say that what differs without a known reason is not explained', () => {
    expect(table.get('half-rise of `component_norm_1`')![2]).toBe('differs: not explained yet');
    expect(text).toMatch(/6 published numbers: met \d, within range \d, differs \d\./);
  });

  it('are left out where nothing is published', async () => {
    expect(await page({ published: [] })).not.toContain('## Verdicts');
  });
});

it('shows the figure, and remarks where they belong', async () => {
  const remarks = [
    { definition: 'tensor-rank', text: 'On the whole.' },
    { definition: 'tensor-rank', part: 'a-dyn', text: 'On the part.' },
  ];
  const text = await page({ remarks });
  const places = ['](figures/tensor-rank.png)', 'On the whole.', '### a-dyn', 'On the part.'].map((part) =>
    text.indexOf(part),
  );
  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

describe('which sweep it is about', () => {
  /** tensor-rank as if its preset paper were what a sweep has. */
  function definedAs(id: number): SweepDefinition {
    const { base, axes, seeds } = (store.sweep(id)!.spec as SweepSpec).parts['a-dyn']!;
    const part = { base, axes: axes as Record<string, AxisValue[]> };
    return { ...tensorRank, presets: { paper: { seeds: [...seeds], parts: { 'a-dyn': part } } } };
  }

  it('is the latest, and it says that this is not the preset', async () => {
    expect(paperSweeps(store, [tensorRank]).map((one) => one.sweep.id)).toEqual([sweep]);
    expect(await page()).toContain('not those of the preset');
  });

  it('is the one that is as defined, even if there is a later one', async () => {
    const definitions = [definedAs(divergedSweep!)];
    expect(paperSweeps(store, definitions).map((one) => one.sweep.id)).toEqual([divergedSweep]);
    const text = await page({ definitions, published: [] });
    expect(text).not.toContain('not those of the preset');
    expect(text).toContain('3 runs: 3 diverged.');
  });
});

it('refuses a database without a sweep at preset paper', async () => {
  await expect(page({ definitions: [] })).rejects.toThrow('expected a sweep of a built-in definition');
});

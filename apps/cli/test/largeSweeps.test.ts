/** Sweeps of more runs than anyone reads: what is told of them instead, and how to see the rest. */
import { join } from 'node:path';
import fc from 'fast-check';
import { openStore, type AxisRun } from '@ranksweep/store';
import { expandSweep, loadDefinition, parseOverride, runSweep } from '@ranksweep/sweep';
import { expect, it } from 'vitest';
import { groupsOf } from '../src/render/sweepSummary.ts';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const words = ['init.std=linspace(0.1,0.2,150)', 'stop.maxIterations=1'];

it('shows of a large sweep what came of it and its first runs, and others by number', async () => {
  const folder = temporaryFolder();
  const definition = await loadDefinition(join(folder, smallDefinition(folder)), []);
  const sweep = expandSweep(definition, { overrides: words.map(parseOverride) });
  const db = join(folder, 'large.db');
  const store = openStore(db);
  await runSweep(store, sweep, { lanes: { engine: 'wasm', count: 1 }, keepState: false });
  store.close();
  const show = async (what: string, ...options: string[]): Promise<string[]> => {
    const { stdout, stderr } = await ranksweep(folder, ['show', what, '--db', db, ...options]);
    return (stdout + stderr).trim().split('\n');
  };
  const runLines = (lines: readonly string[]): string[] => lines.filter((line) => /^ *\d+ +tf /.test(line));
  const summary = await show('small');
  expect(summary).toEqual(expect.arrayContaining([expect.stringMatching(/^tf +300 +300 +1 /)]));
  expect(
    summary.filter((line) => /^tf +init\.std +[\d.]+ \.\. [\d.]+ +3[68] +3[68] +1 /.test(line)),
  ).toHaveLength(8);
  expect(runLines(summary)).toHaveLength(200);
  expect(summary.at(-2)).toMatch(/first 200 of 300 runs\. --limit 300 shows all/);
  expect(runLines(await show('small', '--limit', '300'))).toHaveLength(300);
  expect(runLines(await show('run:299,7..8')).map((line) => line.trim().split(/ +/)[0])).toEqual([
    '7',
    '8',
    '299',
  ]);
  expect(await show('run:7,301')).toEqual([
    `ranksweep: show: expected a run in ${db}, found run:301; its last one is run:300`,
  ]);
  const ofRun = await ranksweep(folder, ['show', 'run:7', '--db', db, '--limit', '3']);
  expect(ofRun).toMatchObject({ status: 2, stdout: '' });
  expect(ofRun.stderr).toContain('show --limit: expected a sweep in');
});

it('tells of a large plan its first runs and all of its axes', async () => {
  const folder = temporaryFolder();
  const { stdout } = await ranksweep(folder, ['run', smallDefinition(folder), ...words, '--dry-run']);
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('tf    init.std='))).toHaveLength(200);
  expect(lines).toEqual(
    expect.arrayContaining([
      '... and 100 more',
      expect.stringMatching(/^tf +init\.std +150 +0\.1 +0\.2$/),
      expect.stringMatching(/^tf +seed +2 +0 +1$/),
    ]),
  );
});

it('groups neighbouring values of an axis, each run in one group', () => {
  const at = fc.oneof(fc.integer(), fc.constantFrom('a', 'b', null));
  fc.assert(
    fc.property(fc.array(at, { maxLength: 40, size: 'max' }), (values) => {
      const runs = values.map((value, i): AxisRun => ({
        status: 'done',
        iterations: i,
        at: value,
        value: 0,
      }));
      const groups = groupsOf(runs);
      const distinct = new Set(values).size;
      expect(groups).toHaveLength(distinct < 2 ? 0 : Math.min(8, distinct));
      if (distinct < 2) return;
      const placed = groups.flatMap((group) => group.runs);
      expect(placed.map(({ iterations }) => iterations).toSorted((a, b) => a - b)).toEqual([
        ...values.keys(),
      ]);
      const numbers = placed.flatMap(({ at: value }) => (typeof value === 'number' ? value : []));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      const without = groups.filter((group) => group.runs.some(({ at: value }) => value === null));
      expect(
        without.map((group) => [group.values, new Set(group.runs.map(({ at: value }) => value))]),
      ).toEqual(values.includes(null) ? [['(none)', new Set([null])]] : []);
      const sizes = groups
        .filter((group) => !without.includes(group))
        .map((group) => new Set(group.runs.map(({ at: value }) => value)).size);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2);
    }),
  );
});

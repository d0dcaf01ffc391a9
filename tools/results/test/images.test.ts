/** The sections on images: numbers of real runs, verdicts on given ones, and a page whose other sections stay. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { naturalRank } from '@ranksweep/experiments';
import { openStore, query } from '@ranksweep/store';
import { expandSweep, parseOverride, resolveFiles, runSweep } from '@ranksweep/sweep';
import { afterAll, describe, expect, it } from 'vitest';
import { fitsOf, type Fit } from '../images/fits.ts';
import { comparedTable, convergenceTable } from '../images/imageTables.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const database = join(folder, 'images.db');
/** Preset quick on the digits that come with ranksweep. */
const words = [
  'task.data.set=digits',
  'batch.size=500',
  'model.components=1,5',
  'stop.maxEpochs=4',
  'record.perDecade=100',
];
const store = openStore(database);
const sweep = await resolveFiles(expandSweep(naturalRank, { overrides: words.map(parseOverride) }));
await runSweep(store, sweep, { lanes: { engine: 'wasm', count: 1 }, keepState: false });
afterAll(() => store.close());

describe('fits', () => {
  const fits = fitsOf(store, 'natural-rank');

  it('are told of every run, in epochs, a fourth of what is recorded', () => {
    expect(fits).toHaveLength(6);
    for (const { runId, epochs, train, test } of fits) {
      expect(epochs).toEqual([1, 2, 3, 4]);
      const recorded = (metric: string): number[] =>
        query(
          database,
          `SELECT value FROM trajectory WHERE run_id = ${runId} AND metric = '${metric}' AND iteration > 0 ORDER BY iteration`,
        ).rows.map(([value]) => (value as number) / 4);
      expect(train).toEqual(recorded('train_loss'));
      expect(test).toEqual(recorded('test_mse_clamped'));
    }
  });

  it('are none where the definition has no sweep', () => {
    expect(fitsOf(store, 'natural-rank-trees')).toEqual([]);
  });
});

it('the preset digits has the picture of the paper: real images are fitted, and test as they train; random data are not', async () => {
  const path = join(folder, 'digits.db');
  const digits = openStore(path);
  const words = ['model.components=1', 'seed=0'].map(parseOverride);
  const asked = await resolveFiles(expandSweep(naturalRank, { preset: 'digits', overrides: words }));
  await runSweep(digits, asked, { lanes: { engine: 'wasm', count: 1 }, keepState: false });
  const ends = new Map(
    fitsOf(digits, 'natural-rank').map((one) => [one.randomize, [one.train.at(-1)!, one.test.at(-1)!]]),
  );
  digits.close();
  const [train, test] = ends.get('none')!;
  const variance = 0.0905;
  expect(train).toBeLessThan(0.1 * variance);
  expect(test).toBeLessThan(0.25 * variance);
  for (const [randomTrain, randomTest] of [ends.get('images')!, ends.get('labels')!]) {
    expect(randomTrain).toBeGreaterThan(0.85 * variance);
    expect(randomTest).toBeGreaterThan(variance);
  }
});

const fit = (given: Partial<Fit>): Fit => ({
  runId: 1,
  set: 'mnist',
  randomize: 'none',
  components: 1,
  label: 6,
  seed: 0,
  batchSize: 5000,
  epochs: [100, 10_000],
  train: [0.05, 0.023],
  test: [0.06, 0.024],
  ...given,
});
const cellsOf = (text: string | undefined): string[][] =>
  text!
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('beside what is published', () => {
  const verdictOf = (...fits: Fit[]): string => cellsOf(comparedTable(fits))[0]!.at(-1)!;

  it('means over the labels are met within 10 %', () => {
    const labels = Array.from({ length: 10 }, (_, label) =>
      fit({ label, train: [0.05, 0.0205 + 0.001 * (label - 4.5)] }),
    );
    const [row] = cellsOf(comparedTable(labels));
    expect(row).toEqual([
      'MNIST, original',
      '1',
      '0.023',
      '0.0205 ± 0.0029',
      '0.024',
      '0.0240 ± 0.0000',
      'all ten',
      'differs (train -11 %): not explained yet',
    ]);
    expect(
      verdictOf(...labels.map((one) => ({ ...one, train: one.train.map((value) => value + 0.001) }))),
    ).toBe('met');
  });

  it('what differs is told with what the runs lack', () => {
    expect(verdictOf(fit({ epochs: [100, 300], train: [0.05, 0.0142], test: [0.06, 0.03] }))).toBe(
      'differs (train -38 %, test +25 %): one label beside a mean over ten; 300 of 10,000 epochs',
    );
  });

  it('what is met earlier is told with the epochs', () => {
    const early = fit({ epochs: [100, 300], train: [0.05, 0.0235], test: [0.06, 0.0235] });
    expect(verdictOf(early)).toBe('met, after 300 of 10,000 epochs');
  });

  it('runs are told at the epoch that all have reached', () => {
    const [row] = cellsOf(
      comparedTable([fit({}), fit({ label: 7, epochs: [100], train: [0.03], test: [0.04] })]),
    );
    expect(row!.slice(3, 7)).toEqual(['0.0400 ± 0.0100', '0.024', '0.0500 ± 0.0100', '6, 7']);
    expect(row!.at(-1)).toMatch(/2 labels beside a mean over ten; 100 of 10,000 epochs$/);
  });

  it('runs of other batches, ranks and sets are left out', () => {
    expect(
      comparedTable([fit({ batchSize: 500 }), fit({ components: 2 }), fit({ set: 'digits' as Fit['set'] })]),
    ).toBe(undefined);
  });
});

it('the way there has other computations of label 6 in brackets', () => {
  const run = fit({ epochs: [100, 300, 500], train: [0.018, 0.015, 0.0145], test: [0.02, 0.017, 0.016] });
  const rows = cellsOf(convergenceTable([run, { ...run, label: 7 }]));
  expect(rows[0]!.slice(3)).toEqual([
    '0.0180 (0.0175)',
    '0.0150 (0.0149)',
    '–',
    '–',
    '–',
    '0.0145 / 0.0160 (500)',
  ]);
  expect(rows[1]!.slice(3, 5)).toEqual(['0.0180', '0.0150']);
});

it('results --images writes them, with the figure, and leaves all else as it is', () => {
  const page = fileURLToPath(new URL('../../../docs/RESULTS.md', import.meta.url));
  const out = join(folder, 'RESULTS.md');
  copyFileSync(page, out);
  const script = fileURLToPath(new URL('../results.ts', import.meta.url));
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, '--images', '--db', database, '--out', out],
    {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const sections = (text: string) =>
    new Map(
      text
        .split(/^## /m)
        .slice(1)
        .map((section) => [section.split('\n')[0]!, section.trim()]),
    );
  const [before, after] = [page, out].map((path) => sections(readFileSync(path, 'utf8')));
  expect([...after!.keys()]).toEqual([...new Set([...before!.keys(), 'natural-rank'])]);
  for (const [name, text] of before!) if (name !== 'natural-rank') expect(after!.get(name)).toBe(text);
  const [, figure] = /!\[.+\]\((.+)\)/.exec(after!.get('natural-rank')!)!;
  expect(statSync(join(folder, figure!)).size).toBeGreaterThan(10_000);
});

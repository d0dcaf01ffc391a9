/** What `ranksweep bench search` prints, of given measurements. */
import type { SearchBench } from '@ranksweep/bench';
import { expect, it } from 'vitest';
import { searchTables } from '../src/render/searchBench.ts';

const beside = { seeds: 30, ours: 2, optunas: 3, shareBetter: 0.75, chance: 0.004 };
const bench: SearchBench = {
  optuna: '5.0.0',
  seeds: 30,
  trials: 100,
  quality: [
    {
      group: 'tuned on',
      problem: 'Branin',
      sampler: 'tpe',
      ours: 2,
      beside,
      again: undefined,
      verdict: 'no worse',
    },
    {
      group: 'held out',
      problem: 'Levy',
      sampler: 'random',
      ours: 4,
      beside: { ...beside, ours: 4, shareBetter: 0.45, chance: 0.3 },
      again: { ...beside, seeds: 300, ours: 3.5, shareBetter: 0.48, chance: 0.2 },
      verdict: 'chance',
    },
    {
      group: 'stored sweeps',
      problem: 'CP',
      sampler: 'cma-es',
      ours: 4,
      beside: { ...beside, ours: 4 },
      again: { ...beside, seeds: 300, ours: 4 },
      verdict: 'worse',
    },
  ],
  suggestions: {
    finished: 10_000,
    dimensions: 5,
    ours: { wallMs: 4, busyMs: 2 },
    optunas: { wallMs: 90, busyMs: 80 },
  },
  endToEnd: [
    {
      sampler: 'random',
      trials: 10_000,
      lanes: 2,
      ours: { wallMs: 2, busyMs: 1 },
      optunas: {
        wallMs: 140,
        busyMs: 20,
        trials: 2140,
        curve: [
          { trials: 1000, wallMs: 110, busyMs: 15 },
          { trials: 2000, wallMs: 130, busyMs: 19 },
        ],
      },
    },
  ],
};

it('has a verdict on each row and their sum', () => {
  const text = searchTables(bench);
  expect(text).toMatch(/Branin +tpe +2\.000 +3\.000 +75 % +0\.40 % +no worse/);
  expect(text).toMatch(/Levy +random +4\.000 +3\.000 +45 % +30 %/);
  expect(text).toMatch(/300 seeds +3\.500 +3\.000 +48 % +20 % +worse by chance/);
  expect(text).toMatch(/300 seeds +4\.000 .* worse$/m);
  expect(text).toContain('no worse: 1; worse by chance: 1; worse: 1 (of 3)');
  expect(text).toContain('2.00 ms of processor time; Optuna, in memory: 80.0 ms, 40 times as long');
  expect(text).toMatch(/random +2\.00 +1\.00 +140 +20\.0 +70, 20 +2,?140/);
  expect(text).toMatch(/random +2,?000 +130 +19\.0$/m);
});

it('says how to get Optuna where it is not there', () => {
  const without = {
    ...bench,
    optuna: undefined,
    quality: bench.quality.map((row) => ({
      ...row,
      beside: undefined,
      again: undefined,
      verdict: undefined,
    })),
    suggestions: { ...bench.suggestions, optunas: undefined },
    endToEnd: bench.endToEnd.map((one) => ({ ...one, optunas: undefined })),
  };
  const text = searchTables(without);
  expect(text).toContain('not found: pip install optuna cmaes');
  expect(text).toMatch(/Branin +tpe +2\.000$/m);
  expect(text).not.toContain('no worse');
});

/** Searches beside Optuna's, with numbers that take seconds. What needs Optuna is skipped without it. */
import { RandomStream } from '@ranksweep/core';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { testFunctions } from '../src/search/functions.ts';
import { chanceOf, shareSmaller } from '../src/search/likelihood.ts';
import { findOptuna, OPTUNA_SEARCH } from '../src/search/optuna.ts';
import { problemsWith } from '../src/search/problem.ts';
import { compareQuality, verdictOf } from '../src/search/quality.ts';
import { measureEndToEnd, measureSuggestions } from '../src/search/speed.ts';
import { storedSweeps } from '../src/search/storedSweeps.ts';

const python = (await findOptuna())?.python;

const tiny = {
  base: {
    model: { kind: 'matrix', depth: 2 },
    task: { kind: 'completion', dims: [3, 3], observed: 6, target: { kind: 'matrix', rank: 1 } },
    init: { std: 0.1 },
    stop: { maxIterations: 20 },
  },
  axes: { 'optimizer.learningRate': [0.01, 0.1, 1000], 'init.std': [0.1, 0.5] },
};
const sweeps = await storedSweeps(1, { tiny });
const problems = problemsWith(sweeps);

describe('test functions', () => {
  it.each([
    ['Branin, 2 axes', [(Math.PI + 5) / 15, 2.275 / 15], 0.3979],
    ['Rosenbrock, 4 axes', [0.75, 0.75, 0.75, 0.75], 0],
    ['Ackley, 5 axes', [0.45, 0.45, 0.45, 0.45, 0.45], 0],
    ['Rastrigin, 3 axes', [4.12 / 10.24, 4.12 / 10.24, 4.12 / 10.24], 0],
    ['Hartmann, 6 axes', [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573], -3.3224],
    ['Griewank, 6 axes', Array.from({ length: 6 }, () => 0.4), 0],
    ['Levy, 6 axes', Array.from({ length: 6 }, () => 0.45), 0],
    ['Styblinski-Tang, 5 axes', Array.from({ length: 5 }, () => (5 - 2.903534) / 10), -195.831],
    ['Func2C, 2 choices, 2 axes', [1, 1, (0.0898 + 2) / 4, (-0.7126 + 2) / 4], -0.20633],
    ['pressure vessel, 2 integers, 2 axes', [13, 7, 42.0984, 176.6366], 6059.71],
  ])('%s has its known minimum', (name, x, minimum) => {
    const { valueAt } = testFunctions.find((one) => one.name === name)!;
    expect(Math.abs(valueAt(x) - minimum)).toBeLessThan(1e-4 * Math.max(1, Math.abs(minimum)));
  });

  it.skipIf(python === undefined)('are the same on both sides', async () => {
    const stream = new RandomStream(0, 'test');
    const points = testFunctions.flatMap(({ name, axes }) =>
      Array.from({ length: 5 }, () => ({
        name,
        x: axes.map((axis) => {
          if ('choices' in axis) return stream.integer(axis.choices);
          const { from, to, integer } = axis;
          return integer ? from + stream.integer(to - from + 1) : from + (to - from) * stream.uniform();
        }),
      })),
    );
    const { stdout } = await execa(python!, [OPTUNA_SEARCH, 'value'], { input: JSON.stringify(points) });
    (JSON.parse(stdout) as number[]).forEach((theirs, i) => {
      const { name, x } = points[i]!;
      const ours = testFunctions.find((one) => one.name === name)!.valueAt(x);
      expect(Math.abs(ours - theirs), name).toBeLessThan(1e-9 * Math.max(1, Math.abs(theirs)));
    });
  });
});

describe('stored sweeps', () => {
  it('are tables of what runs end with, the last axis varying fastest', () => {
    const [{ name, sizes, table }] = sweeps as [(typeof sweeps)[0]];
    expect({ name, sizes }).toEqual({ name: 'tiny', sizes: [3, 2] });
    expect(table).toHaveLength(6);
    expect(table.every(Number.isFinite)).toBe(true);
    // The largest step is too large.
    expect(Math.min(...table.slice(4))).toBeGreaterThan(Math.max(...table.slice(0, 4)));
    const problem = problems.at(-1)!;
    expect(problem.valueAt([1, 0])).toBe(table[2]);
  });
});

describe('a comparison', () => {
  it('has a row for each sampler and problem, whose best gets no worse with more trials', async () => {
    const options = { python: undefined, seeds: 2, problems };
    const [few, many] = [
      await compareQuality({ ...options, trials: 4 }),
      await compareQuality({ ...options, trials: 12 }),
    ];
    expect(few).toHaveLength(3 * (testFunctions.length + 1));
    few.forEach(({ ours, problem, sampler }, i) =>
      expect(many[i]!.ours, `${problem}, ${sampler}`).toBeLessThanOrEqual(ours),
    );
    expect(many.every(({ beside, verdict }) => beside === undefined && verdict === undefined)).toBe(true);
    const best = Math.min(...sweeps[0]!.table);
    expect(many.filter(({ problem }) => problem === 'tiny').map(({ ours }) => ours)).toEqual([
      best,
      best,
      best,
    ]);
  });

  it.skipIf(python === undefined)(
    'tries more seeds where ours are worse',
    async () => {
      const some = problems.filter(({ name }) => /Branin|Func2C|vessel|tiny/.test(name));
      const rows = await compareQuality({ python, seeds: 2, trials: 12, problems: some });
      for (const { beside, again, verdict } of rows) {
        expect(beside!.seeds).toBe(2);
        expect(again?.seeds).toBe(beside!.ours > beside!.optunas ? 20 : undefined);
        expect(verdict).toBe(verdictOf(again ?? beside!));
      }
      // Optuna tries some cells twice.
      const ofTable = rows.filter(({ problem }) => problem === 'tiny');
      expect(ofTable.every(({ ours, beside }) => ours <= beside!.optunas)).toBe(true);
    },
    120_000,
  );

  it('tells a difference from chance', () => {
    const numbers = Array.from({ length: 30 }, (_, i) => i);
    expect(shareSmaller([1, 2], [2, 3])).toBe(0.875);
    expect(chanceOf(numbers, numbers)).toBe(1);
    expect(
      chanceOf(
        numbers,
        numbers.map((one) => one + 100),
      ),
    ).toBeLessThan(1e-3);
    // Of the 20 ways to deal out six ranks to two samples of three, two are as far apart as this one.
    expect(chanceOf([1, 2, 3], [4, 5, 6])).toBeCloseTo(0.1, 1);
    expect(chanceOf([1, 1, 2], [2, 1, 1])).toBe(1);
    const beside = { seeds: 30, shareBetter: 0.4, ours: 2, optunas: 1 };
    expect(verdictOf({ ...beside, chance: 0.2 })).toBe('chance');
    expect(verdictOf({ ...beside, chance: 0.01 })).toBe('worse');
    expect(verdictOf({ ...beside, ours: 1, chance: 0.2 })).toBe('no worse');
    expect(verdictOf({ ...beside, ours: 1, chance: 0.01, shareBetter: 0.6 })).toBe('no worse');
    expect(verdictOf({ ...beside, ours: 1, chance: 0.01 })).toBe('worse seeds');
  });
});

describe('speed', () => {
  it('is measured of suggestions', async () => {
    const { ours, optunas } = await measureSuggestions(python, 60);
    expect(ours.wallMs).toBeGreaterThan(0);
    expect(optunas === undefined).toBe(python === undefined);
  }, 120_000);

  it('is measured of whole searches', async () => {
    const speed = await measureEndToEnd({
      python,
      sampler: 'random',
      trials: 30,
      lanes: 1,
      rounds: 2,
      limitMs: 1000,
    });
    expect(speed).toMatchObject({ sampler: 'random', trials: 30, lanes: 1 });
    expect(speed.ours.wallMs).toBeGreaterThan(0);
    expect(speed.ours.busyMs).toBeGreaterThan(0);
    if (python !== undefined) expect(speed.optunas!.trials).toBeGreaterThan(0);
  }, 120_000);
});

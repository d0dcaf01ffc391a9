/** Axes that move together, and axes whose values are drawn. */
import { canonicalJson, InputError } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  drawValues,
  parseDefinition,
  parseDistribution,
  withoutAxes,
  type SweepPart,
} from '../src/index.ts';

const base = {
  model: { kind: 'cp', components: 4 },
  task: { kind: 'completion', dims: [4, 4, 4], observed: 10, target: { kind: 'cp', rank: 2 } },
  init: { std: 0.1 },
};

const definitionOf = (part: object, figure?: object): unknown => ({
  name: 'd',
  description: '',
  presets: { quick: { parts: { a: { base, ...part } } } },
  ...(figure === undefined ? {} : { figure }),
});

const partOf = (part: object): SweepPart =>
  parseDefinition(definitionOf(part), 'd').presets['quick']!.parts['a']!;

function messageOf(part: object, figure?: object): string {
  try {
    parseDefinition(definitionOf(part, figure), 'd');
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll('presets.quick.parts.a.', '');
    throw error;
  }
  return 'no error';
}

const zipped = {
  axes: { 'init.std': [0.1, 0.2], 'record.every': [1, 2], 'stop.maxIterations': [100, 200] },
  zip: [['init.std', 'stop.maxIterations']],
};

describe('zipped axes', () => {
  it('make one point of their first values, and one of their second ones, where the first of them stands', () => {
    expect(cellsOf(partOf(zipped))).toEqual([
      { 'init.std': 0.1, 'stop.maxIterations': 100, 'record.every': 1 },
      { 'init.std': 0.1, 'stop.maxIterations': 100, 'record.every': 2 },
      { 'init.std': 0.2, 'stop.maxIterations': 200, 'record.every': 1 },
      { 'init.std': 0.2, 'stop.maxIterations': 200, 'record.every': 2 },
    ]);
  });

  it('count a point that comes twice once', () => {
    const axes = { 'init.std': [0.1, 0.1, 0.1], 'record.every': [1, 2, 1] };
    expect(cellsOf({ axes, zip: [['init.std', 'record.every']] })).toEqual([
      { 'init.std': 0.1, 'record.every': 1 },
      { 'init.std': 0.1, 'record.every': 2 },
    ]);
  });

  it('leave an axis that is alone then with each of its values once', () => {
    const axes = { 'init.std': [0.1, 0.1, 0.2], 'stop.maxIterations': [100, 200, 100] };
    const grid = { axes, zip: [['init.std', 'stop.maxIterations']] };
    expect(withoutAxes(grid, ['stop.maxIterations'])).toEqual({ axes: { 'init.std': [0.1, 0.2] } });
  });

  it('are as many cells as without a zip where each is by itself', () => {
    const { axes } = partOf(zipped);
    expect(cellsOf({ axes, zip: [] })).toEqual(cellsOf({ axes }));
    expect(cellsOf({ axes })).toHaveLength(8);
  });

  it.each([
    [
      { ...zipped, axes: { ...zipped.axes, 'init.std': [1, 2, 3] } },
      'd: zip[0]: expected equally many values of axes that move together; init.std has 3, stop.maxIterations has 2',
    ],
    [
      { ...zipped, zip: [['init.std', 'stop.maxIteration']] },
      'd: zip[0]: expected axes, found "stop.maxIteration"; did you mean stop.maxIterations?',
    ],
    [
      { ...zipped, zip: [...zipped.zip, ['record.every', 'init.std']] },
      'd: zip[1]: expected each axis once, found init.std again',
    ],
    [
      { ...zipped, zip: [['init.std', 'init.std']] },
      'd: zip[0]: expected each axis once, found init.std again',
    ],
    [
      { ...zipped, zip: [['init.std']] },
      'd: zip[0]: expected a list of strings, at least 2 of them, found ["init.std"]',
    ],
  ])('are refused: %j', (part, expected) => {
    expect(messageOf(part)).toBe(expected);
  });

  it('may be those of a heat map, which then need no value of each other', () => {
    const panel = { kind: 'heatmap', title: '', part: 'a', value: { kind: 'final', metric: 'train_loss' } };
    const figure = (x: string, y: string, where = {}): object => ({
      caption: '',
      panels: [{ ...panel, x, y, where }],
    });
    expect(messageOf(zipped, figure('init.std', 'stop.maxIterations', { 'record.every': 1 }))).toBe(
      'no error',
    );
    expect(messageOf(zipped, figure('init.std', 'record.every'))).toBe('no error');
    expect(messageOf(zipped, figure('init.std', 'stop.maxIterations'))).toBe(
      'd: figure.panels[0].where: expected a value of record.every, an axis of a that is neither x nor y; found none',
    );
  });
});

describe('a panel of curves over many points that are drawn together', () => {
  const points = Array.from({ length: 20 }, (_, i) => i + 1);
  const grid = (every: readonly number[]): object => ({
    axes: { 'init.std': points, 'record.every': every },
    zip: [['init.std', 'record.every']],
  });
  const figure = {
    caption: '',
    panels: [{ title: '', part: 'a', metric: 'train_loss', colorBy: 'init.std' }],
  };

  it('needs no dashes for the axes that go with its colours', () => {
    expect(messageOf(grid(points), figure)).toBe('no error');
  });

  it('needs them where one colour stands for many points', () => {
    const shuffled = { ...figure.panels[0], colorBy: 'record.every' };
    expect(messageOf(grid(points.map(() => 1)), { ...figure, panels: [shuffled] })).toContain(
      'expected at most 6 combinations of axes that are named nowhere, found 20 of init.std',
    );
  });
});

const random = {
  random: {
    count: 20,
    axes: {
      'init.std': { kind: 'log-uniform', from: 1e-4, to: 0.1 },
      'model.components': { kind: 'integer', from: 2, to: 9 },
      'init.scheme': { kind: 'choice', values: ['gaussian', 'orthogonal'] },
    },
  },
};

describe('random axes', () => {
  it('are drawn together: as many points as were asked for', () => {
    const part = partOf(random);
    expect(part.zip).toEqual([['init.std', 'model.components', 'init.scheme']]);
    expect(cellsOf(part)).toHaveLength(20);
    expect(cellsOf(partOf({ ...random, axes: { 'record.every': [1, 2] } }))).toHaveLength(40);
  });

  it('count a value that is drawn twice once, also where there is one axis', () => {
    const axes = { 'init.std': { kind: 'choice', values: [0.1, 0.2] } };
    expect(cellsOf(partOf({ random: { count: 20, axes } }))).toHaveLength(2);
  });

  it('are what a definition with the values written out has', () => {
    const part = partOf(random);
    expect(canonicalJson(partOf({ axes: part.axes, zip: part.zip }))).toBe(canonicalJson(part));
  });

  it('keep their values when more are drawn, other axes join them or the seeds of the runs change', () => {
    const { axes } = partOf(random);
    const more = partOf({ random: { ...random.random, count: 30 } });
    expect(more.axes['init.std']!.slice(0, 20)).toEqual(axes['init.std']);
    const alone = partOf({ random: { count: 20, axes: { 'init.std': random.random.axes['init.std'] } } });
    expect(alone.axes['init.std']).toEqual(axes['init.std']);
    expect(alone.zip).toBeUndefined();
    const other = partOf({ random: { ...random.random, seed: 1 } });
    expect(other.axes['init.std']).not.toEqual(axes['init.std']);
  });

  it('have the values that they have had since they came, on every machine', () => {
    const { axes } = partOf({ random: { ...random.random, count: 3 } });
    expect(axes).toEqual({
      'init.std': [0.00958312, 0.0966637, 0.000100569],
      'model.components': [8, 6, 9],
      'init.scheme': ['gaussian', 'gaussian', 'gaussian'],
    });
    expect(
      drawValues({ distribution: { kind: 'uniform', from: -1, to: 1 }, count: 3, seed: 7 }, 'a'),
    ).toEqual([0.33758, -0.260854, -0.892632]);
  });

  it('lie between their bounds, and reach all of what lies between', () => {
    const bounds = fc
      .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 50 }))
      .map(([from, width]) => ({ from, to: from + width }));
    fc.assert(
      fc.property(bounds, fc.nat(), fc.constantFrom('uniform', 'integer'), ({ from, to }, seed, kind) => {
        const values = drawValues({ distribution: { kind, from, to }, count: 2000, seed }, 'x') as number[];
        expect(Math.min(...values)).toBeGreaterThanOrEqual(from);
        expect(Math.max(...values)).toBeLessThanOrEqual(to);
        const middle = (from + to) / 2;
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        // Five standard deviations of the mean of 2000 draws, and more.
        expect(Math.abs(mean - middle)).toBeLessThan((to - from + 1) * 0.05);
        if (kind === 'integer') expect(new Set(values)).toContain(to);
      }),
      { numRuns: 50 },
    );
  });

  it('of a log-uniform distribution fall into every decade alike', () => {
    const distribution = { kind: 'log-uniform', from: 1e-4, to: 0.1 } as const;
    const values = drawValues({ distribution, count: 3000, seed: 0 }, 'x') as number[];
    const decades = [1e-4, 1e-3, 1e-2].map(
      (low) => values.filter((value) => value >= low && value < 10 * low).length,
    );
    for (const count of decades) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it.each([
    [{ count: 0 }, 'd: random.count: expected an integer from 1 to 100000, found 0'],
    [{ axes: {} }, 'd: random.axes: expected at least one axis, found none'],
    [
      { axes: { 'init.std': { kind: 'log-uniform', from: 0, to: 1 } } },
      'd: random.axes["init.std"].from: expected a number > 0, found 0',
    ],
    [
      { axes: { 'init.std': { kind: 'uniform', from: 2, to: 1 } } },
      'd: random.axes["init.std"].to: expected at least `from`, which is 2, found 1',
    ],
    [
      { axes: { 'init.std': { kind: 'loguniform', from: 1, to: 2 } } },
      'd: random.axes["init.std"].kind: expected uniform, log-uniform, integer or choice, found "loguniform"; did you mean log-uniform?',
    ],
    [
      { axes: { 'init.std': { kind: 'uniform', from: -2, to: -1 } } },
      'd: random.axes["init.std"]: expected a number > 0, found ',
    ],
    [
      { axes: { 'init.sdt': { kind: 'uniform', from: 1, to: 2 } } },
      'd: random.axes["init.sdt"]: unknown key; did you mean init.std?',
    ],
  ])('are refused: %j', (change, expected) => {
    expect(messageOf({ random: { ...random.random, ...change } })).toContain(expected);
  });

  it('are refused where they have values as well', () => {
    expect(messageOf({ ...random, axes: { 'init.std': [1] } })).toBe(
      'd: random.axes["init.std"]: expected an axis that has no values under `axes`; leave one of them out',
    );
  });
});

it('tells what is wrong with a distribution', () => {
  expect(() => parseDistribution({ kind: 'integer', from: 0.5, to: 2 }, 'x')).toThrow(
    'x: from: expected an integer, found 0.5',
  );
});

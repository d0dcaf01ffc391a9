/** Spaces of searches: from coordinates to cells and back, and what is wrong with a search that is written. */
import { RandomStream } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { parseDefinition, SearchSpace } from '../src/index.ts';
import { exampleCells } from '../src/definition/search/problems.ts';

const base = {
  model: { kind: 'matrix', depth: 2 },
  task: {
    kind: 'completion',
    dims: [6, 6],
    observed: 30,
    target: { kind: 'matrix', rank: 1, frobeniusNorm: 6 },
  },
  init: { std: 0.01 },
  optimizer: { kind: 'sgd', learningRate: 0.1 },
} as const;

type Space = ConstructorParameters<typeof SearchSpace>[0]['search'];

const spaceOf = (search: Space): SearchSpace => new SearchSpace({ base, search });

describe('a point of a space', () => {
  it('has numbers between the bounds, of six digits, by ratios where the axis is logarithmic', () => {
    const space = spaceOf({
      space: { 'init.std': { from: 1e-4, to: 1, log: true }, 'optimizer.learningRate': { from: 0, to: 3 } },
    });
    expect(space.pointAt([0.5, 1 / 3]).cell).toEqual({ 'init.std': 0.01, 'optimizer.learningRate': 1 });
    expect(space.pointAt([-1, 2]).cell).toEqual({ 'init.std': 1e-4, 'optimizer.learningRate': 3 });
  });

  it('has every integer equally often', () => {
    const space = spaceOf({ space: { 'model.depth': { from: 2, to: 4, integer: true } } });
    const depths = Array.from(
      { length: 300 },
      (_, i) => space.pointAt([(i + 0.5) / 300]).cell['model.depth'],
    );
    for (const depth of [2, 3, 4]) expect(depths.filter((one) => one === depth)).toHaveLength(100);
    expect(space.dimensions).toEqual([{ paths: ['model.depth'], choices: undefined, integers: 3 }]);
  });

  it('has coordinates that lead to it again', () => {
    const space = spaceOf({
      space: {
        'init.std': { from: 1e-4, to: 1, log: true },
        'optimizer.learningRate': { from: -2, to: 3 },
        'model.depth': { from: 1, to: 9, integer: true, log: true },
        'task.observed': { choices: [10, 20, 30] },
      },
    });
    const stream = new RandomStream(1, 'test');
    for (let i = 0; i < 200; i++) {
      const { cell, coordinates } = space.draw(stream);
      expect(space.pointAt(coordinates).cell).toEqual(cell);
      expect(space.pointAt(coordinates).coordinates).toEqual(coordinates);
    }
  });

  it('lacks axes whose condition does not hold, one that depends on another such axis included', () => {
    const space = spaceOf({
      space: {
        'optimizer.kind': { choices: ['sgd', 'adam'] },
        'optimizer.beta1': { from: 0, to: 0.9, when: "optimizer.kind == 'adam'" },
        'optimizer.beta2': { from: 0, to: 0.9, when: 'optimizer.beta1 > 0.5' },
      },
    });
    const without = space.pointAt([0, 0.9, 0.3]);
    expect(without.cell).toEqual({ 'optimizer.kind': 'sgd' });
    expect([...without.coordinates]).toEqual([0, NaN, NaN]);
    expect(Object.keys(space.pointAt([1, 0.1, 0.3]).cell)).toEqual(['optimizer.kind', 'optimizer.beta1']);
    expect(Object.keys(space.pointAt([1, 0.9, 0.3]).cell)).toHaveLength(3);
  });

  it('moves zipped axes together', () => {
    const space = spaceOf({
      space: { 'init.std': { choices: [0.1, 0.2, 0.3] }, 'model.depth': { choices: [2, 3, 4] } },
      zip: [['init.std', 'model.depth']],
    });
    expect(space.dimensions).toHaveLength(1);
    expect(space.pointAt([1]).cell).toEqual({ 'init.std': 0.2, 'model.depth': 3 });
  });

  it('is allowed where all constraints hold, on axes and on keys of the base', () => {
    const space = spaceOf({
      space: { 'model.depth': { from: 1, to: 9, integer: true } },
      constraints: ['model.depth * task.target.frobeniusNorm < 30', 'model.depth > 1'],
    });
    const allowed = [1, 2, 4, 5].map((depth) => space.isAllowed({ 'model.depth': depth }));
    expect(allowed).toEqual([false, true, true, false]);
  });
});

it('is stood for by cells that reach all of its bounds and meet its constraints', () => {
  const cells = exampleCells(base, {
    trials: 1,
    space: { 'init.std': { from: 1e-4, to: 1, log: true }, 'model.depth': { choices: [2, 3, 4] } },
    constraints: ['model.depth != 3'],
  });
  expect(new Set(cells.map((cell) => cell['model.depth']))).toEqual(new Set([2, 4]));
  const stds = cells.map((cell) => Number(cell['init.std']));
  expect([Math.min(...stds), Math.max(...stds)]).toEqual([1e-4, 1]);
});

it.each([[['sgd', 'adam']], [['adam', 'sgd']]])(
  'is stood for by cells that have numbers, also where the bound of one axis lets in another (%s)',
  (kinds) => {
    const cells = exampleCells(base, {
      trials: 1,
      space: {
        'optimizer.kind': { choices: kinds },
        'optimizer.momentum': { from: 0, to: 0.95, when: "optimizer.kind == 'sgd'" },
        'optimizer.beta1': { from: 0, to: 0.9, when: "optimizer.kind == 'adam'" },
      },
    });
    const [momenta, betas] = ['optimizer.momentum', 'optimizer.beta1'].map((axis) =>
      cells.flatMap((cell) => (Object.hasOwn(cell, axis) ? [Number(cell[axis])] : [])),
    );
    expect([Math.min(...momenta!), Math.max(...momenta!)]).toEqual([0, 0.95]);
    expect([Math.min(...betas!), Math.max(...betas!)]).toEqual([0, 0.9]);
  },
);

describe('a search that is written', () => {
  const problemsOf = (search: object, others: object = {}): string => {
    const part = { base, search: { minimize: 'train_loss', trials: 5, ...search }, ...others };
    try {
      parseDefinition({ name: 'd', description: '', presets: { p: { parts: { a: part } } } }, 'd');
    } catch (error) {
      return (error as Error).message.replaceAll('presets.p.parts.a.', '');
    }
    return 'none';
  };
  const std = { from: 1e-4, to: 1, log: true };
  const space = { 'init.std': std };

  it.each<[string, object, string | RegExp, object?]>([
    ['is fine', { space }, 'none'],
    [
      'has one objective',
      { space, maximize: 'train_loss' },
      'd: search: expected either minimize or maximize, found both',
    ],
    [
      'names a metric',
      { space, minimize: 'train_los' },
      'd: search.minimize: expected a metric that its runs record, found "train_los"; did you mean train_loss?',
    ],
    [
      'names a sampler',
      { space, sampler: 'tpee' },
      'd: search.sampler: expected tpe, cma-es, sobol, random or grid, found "tpee"; did you mean tpe?',
    ],
    ['has known keys', { space, trails: 5 }, 'd: search.trails: unknown key; did you mean trials?'],
    [
      'names keys',
      { space: { 'init.sdt': std } },
      'd: search.space["init.sdt"]: unknown key; did you mean init.std?',
    ],
    ['has an axis', { space: {} }, 'd: search.space: expected at least one axis, found none'],
    [
      'has bounds in order',
      { space: { 'init.std': { from: 2, to: 1 } } },
      'd: search.space["init.std"].to: expected at least `from`, which is 2, found 1',
    ],
    [
      'has both bounds',
      { space: { 'init.std': { from: 2 } } },
      'd: search.space["init.std"]: expected from and to, or choices; found no to',
    ],
    [
      'has choices or bounds',
      { space: { 'init.std': { choices: [1], log: true } } },
      'd: search.space["init.std"].log: expected no such key beside choices',
    ],
    [
      'takes logarithms of what has one',
      { space: { 'init.std': { from: 0, to: 1, log: true } } },
      'd: search.space["init.std"].from: expected a number > 0 where log is true, found 0',
    ],
    [
      'has integers',
      { space: { 'model.depth': { from: 2, to: 4.5, integer: true } } },
      'd: search.space["model.depth"].to: expected an integer, found 4.5',
    ],
    [
      'says what is an integer',
      { space: { 'init.std': std, 'model.depth': { from: 2, to: 4 } } },
      'd: search.space["model.depth"]: expected an integer >= 1, found any number from 2 to 4: say integer: true',
    ],
    [
      'says once what is wrong with its base',
      { space: { ...space, 'model.depth': { from: 2, to: 4, integer: true } } },
      'd: base.task.observed: expected at most 36 entries (the product of task.dims), found 400',
      { base: { ...base, task: { ...base.task, observed: 400 } } },
    ],
    [
      'says so also where an axis is wrong, too',
      { space: { ...space, 'model.depth': { from: 2, to: 4 } } },
      'd: search.space["model.depth"]: expected an integer >= 1, found any number from 2 to 4: say integer: true\n' +
        'd: base.task.observed: expected at most 36 entries (the product of task.dims), found 400',
      { base: { ...base, task: { ...base.task, observed: 400 } } },
    ],
    [
      'suggests what may be run',
      { space: { 'model.depth': { from: 0, to: 3, integer: true } } },
      /search\.space\["model\.depth"\]: expected an integer/,
    ],
    [
      'leaves the end alone',
      { space: { 'stop.maxIterations': { from: 1, to: 9, integer: true } } },
      /stop\.maxIterations"\]: expected a key that a run depends on/,
    ],
    [
      'has conditions on names',
      { space: { 'init.std': { ...std, when: 'model.deth == 2' } } },
      'd: search.space["init.std"].when: expected names of axes and keys, found model.deth; did you mean model.depth?',
    ],
    [
      'a condition on a kind that there is not',
      { space: { 'init.std': { ...std, when: "optimizer.kind in ['sdg', 'adam']" } } },
      'd: search.space["init.std"].when: optimizer.kind: expected group-rmsprop, sgd or adam, found \'sdg\'; did you mean sgd?',
    ],
    [
      'a constraint on one',
      { space, constraints: ["'amad' != optimizer.kind"] },
      "d: search.constraints[0]: optimizer.kind: expected group-rmsprop, sgd or adam, found 'amad'; did you mean adam?",
    ],
    [
      'a key of another kind, which a trial has',
      { space: { 'optimizer.momentum': { from: 0, to: 0.9, when: "optimizer.kind == 'adam'" } } },
      /^d: search\.space\["optimizer\.momentum"\]: unknown key; /,
      { base: { ...base, optimizer: { kind: 'adam', learningRate: 0.01 } } },
    ],
    [
      'a key of no kind',
      { space: { 'optimizer.momentm': { from: 0, to: 0.9, when: "optimizer.kind == 'sgd'" } } },
      /^d: search\.space\["optimizer\.momentm"\]: unknown key; /,
      { base: { ...base, optimizer: { kind: 'adam', learningRate: 0.01 } } },
    ],
    [
      'has constraints of the right type',
      { space, constraints: ["init.std > 'a'"] },
      /search\.constraints\[0\]: expected a number beside >/,
    ],
    [
      'can meet its constraints',
      { space, constraints: ['init.std > 2'] },
      'd: search.constraints: expected points that meet them, found none',
    ],
    [
      'zips choices',
      { space, zip: [['init.std', 'model.depth']] },
      'd: search.zip[0]: expected axes of the space that have choices, found init.std',
    ],
    [
      'stands alone',
      { space },
      'd: axes: expected no axes beside search; give them choices under search.space',
      { axes: { 'model.depth': [2, 3] } },
    ],
  ])('%s', (_, search, expected, others) => {
    if (typeof expected === 'string') expect(problemsOf(search, others)).toBe(expected);
    else expect(problemsOf(search, others)).toMatch(expected);
  });
});

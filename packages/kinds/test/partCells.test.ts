/** Axes that only some cells have, and cells that a condition leaves out. */
import { InputError } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import {
  configAt,
  parseDefinition,
  partCells,
  trajectoryHash,
  parseRunConfig,
  withoutAxes,
  type SweepPart,
} from '../src/index.ts';

const base = {
  model: { kind: 'matrix', depth: 2 },
  task: { kind: 'completion', dims: [4, 4], observed: 8, target: { kind: 'cp', rank: 2 } },
  init: { std: 0.1 },
  optimizer: { kind: 'group-rmsprop', learningRate: 0.01 },
};

const definitionOf = (part: object, figure?: object): unknown => ({
  name: 'd',
  description: '',
  presets: { quick: { parts: { a: { base, ...part } } } },
  ...(figure === undefined ? {} : { figure }),
});

const partOf = (part: object, figure?: object): SweepPart =>
  parseDefinition(definitionOf(part, figure), 'd').presets['quick']!.parts['a']!;

function messageOf(part: object, figure?: object): string {
  try {
    partOf(part, figure);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll('presets.quick.parts.a.', '');
    throw error;
  }
  return 'no error';
}

const momentum = {
  axes: {
    'optimizer.kind': ['group-rmsprop', 'sgd'],
    'optimizer.momentum': [0, 0.9],
    'init.std': [0.1, 0.2],
  },
  when: { 'optimizer.momentum': "optimizer.kind == 'sgd'" },
};

describe('an axis under a value of another', () => {
  it('is there in the cells of that value alone, and the others come once', () => {
    expect(partCells(partOf(momentum)).cells).toEqual([
      { 'optimizer.kind': 'group-rmsprop', 'init.std': 0.1 },
      { 'optimizer.kind': 'group-rmsprop', 'init.std': 0.2 },
      { 'optimizer.kind': 'sgd', 'optimizer.momentum': 0, 'init.std': 0.1 },
      { 'optimizer.kind': 'sgd', 'optimizer.momentum': 0, 'init.std': 0.2 },
      { 'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9, 'init.std': 0.1 },
      { 'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9, 'init.std': 0.2 },
    ]);
  });

  it('would be refused in the others', () => {
    expect(messageOf({ axes: momentum.axes })).toMatch(/^d: axes\["optimizer\.momentum"\]: unknown key/);
  });

  it('may depend on one that depends on a third, in any order', () => {
    const part = partOf({
      axes: { 'record.top': [3, 4], 'record.every': [5, 10], 'model.depth': [2, 3] },
      when: { 'record.top': 'record.every == 5', 'record.every': 'model.depth == 3' },
    });
    // Where record.every is no axis it is 1, its default.
    expect(partCells(part).cells).toEqual([
      { 'model.depth': 2 },
      { 'record.top': 3, 'record.every': 5, 'model.depth': 3 },
      { 'record.every': 10, 'model.depth': 3 },
      { 'record.top': 4, 'record.every': 5, 'model.depth': 3 },
    ]);
  });

  it('leaves the others of a zip', () => {
    const part = partOf({
      axes: { 'model.depth': [2, 3], 'init.std': [0.1, 0.2], 'stop.maxIterations': [10, 20] },
      zip: [['init.std', 'stop.maxIterations']],
      when: { 'init.std': 'model.depth == 3' },
    });
    expect(partCells(part).cells).toEqual([
      { 'model.depth': 2, 'stop.maxIterations': 10 },
      { 'model.depth': 2, 'stop.maxIterations': 20 },
      { 'model.depth': 3, 'init.std': 0.1, 'stop.maxIterations': 10 },
      { 'model.depth': 3, 'init.std': 0.2, 'stop.maxIterations': 20 },
    ]);
  });

  it('is gone with its condition where it is no axis any more', () => {
    const { when, axes } = withoutAxes(partOf(momentum), ['optimizer.momentum']);
    expect([when, Object.keys(axes)]).toEqual([undefined, ['optimizer.kind', 'init.std']]);
  });

  it('has a run be the one that it was without conditions', () => {
    const part = partOf(momentum);
    const [cell] = partCells(part).cells.slice(-1);
    const config = parseRunConfig({ ...configAt(part.base, cell!), seed: 0 }, 'cell');
    const own = {
      ...base,
      optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 },
      init: { std: 0.2 },
      seed: 0,
    };
    expect(trajectoryHash(config)).toBe(trajectoryHash(parseRunConfig(own, 'own')));
  });
});

describe('an exclusion', () => {
  const axes = { 'model.depth': [2, 3, 4], 'init.std': [0.1, 0.2] };

  it('leaves out the cells in which its condition holds', () => {
    const { cells, excluded } = partCells(partOf({ axes, exclude: 'model.depth == 4 && init.std > 0.1' }));
    expect(excluded).toBe(1);
    expect(cells).toHaveLength(5);
    expect(cells).not.toContainEqual({ 'model.depth': 4, 'init.std': 0.2 });
  });

  it('may be one of several, and name keys that are no axes, defaults among them', () => {
    const exclude = [
      'model.depth * 4 > task.observed',
      'record.top == 10 && init.std == 0.2',
      "optimizer.kind == 'sgd'",
    ];
    expect(partCells(partOf({ axes, exclude })).cells).toEqual([{ 'model.depth': 2, 'init.std': 0.1 }]);
  });

  it('keeps cells from being checked that would be refused', () => {
    expect(messageOf({ axes: momentum.axes, exclude: "optimizer.kind == 'group-rmsprop'" })).toBe('no error');
  });

  it('sees the axes that a cell has', () => {
    const part = partOf({ ...momentum, exclude: 'optimizer.momentum > 0.5 || init.std == 0.2' });
    expect(partCells(part)).toEqual({
      cells: [
        { 'optimizer.kind': 'group-rmsprop', 'init.std': 0.1 },
        { 'optimizer.kind': 'sgd', 'optimizer.momentum': 0, 'init.std': 0.1 },
      ],
      excluded: 4,
    });
  });
});

describe('what is refused', () => {
  const axes = { 'model.depth': [2, 3], 'init.std': [0.1, 0.2] };
  it.each([
    [
      { when: { 'init.sdt': 'model.depth == 3' } },
      'd: when["init.sdt"]: expected an axis, found "init.sdt"; did you mean init.std?',
    ],
    [
      { skip: { 'init.sdt': 'rest-after-success' } },
      'd: skip["init.sdt"]: expected an axis, found "init.sdt"; did you mean init.std?',
    ],
    [
      { skip: { 'init.std': 'larger-after-failures' } },
      'd: skip["init.std"]: expected larger-after-failure, smaller-after-failure or rest-after-success, found "larger-after-failures"; did you mean larger-after-failure?',
    ],
    [
      { when: { 'init.std': 'model.dept == 3' } },
      'd: when["init.std"]: expected names of axes and keys, found model.dept; did you mean model.depth?',
    ],
    [
      { exclude: 'optimizer.kind == sgd' },
      "d: exclude[0]: expected names of axes and keys, found sgd; a string is written in quotes: 'sgd'",
    ],
    [{ exclude: 'seed == 3' }, /^d: exclude\[0\]: expected names of axes and keys, found seed/],
    [
      { exclude: ['model.depth == 2', "model.depth == 'a'"] },
      'd: exclude[1]: expected a number to compare model.depth with, found "a"',
    ],
    [
      { exclude: 'model.depth >' },
      /^d: exclude\[0\]: expected an expression such as .* where character 14 does not fit/,
    ],
    [
      { exclude: 'model.depth > 1' },
      'd: exclude: expected cells that are left, found that all 4 are excluded',
    ],
    [{ exclude: 3 }, /^d: exclude: expected/],
    [
      { when: { 'init.std': 'model.depth == 3', 'model.depth': 'init.std > 0.1' } },
      'd: when: expected axes that depend on others, found a circle: init.std, model.depth, init.std',
    ],
    [
      { when: { 'init.std': 'init.std == 3' } },
      'd: when: expected axes that depend on others, found a circle: init.std, init.std',
    ],
  ])('%j', (part, message) => {
    expect(messageOf({ axes, ...part })).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});

describe('a figure of such parts', () => {
  const heatmap = (where: object): object => ({
    caption: 'c',
    panels: [
      {
        kind: 'heatmap',
        title: 't',
        part: 'a',
        x: 'init.std',
        y: 'optimizer.kind',
        value: { kind: 'final', metric: 'train_loss' },
        where,
      },
    ],
  });

  it('needs no value of an axis that the cells which it draws do not have', () => {
    expect(messageOf(momentum, heatmap({ 'optimizer.kind': 'group-rmsprop' }))).toBe('no error');
    expect(messageOf(momentum, heatmap({}))).toMatch(/expected a value of optimizer\.momentum/);
    expect(messageOf({ ...momentum, exclude: 'optimizer.momentum == 0' }, heatmap({}))).toBe('no error');
  });
});

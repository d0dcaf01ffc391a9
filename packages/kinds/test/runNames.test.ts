/** Names of runs: short, their own in a sweep, and fit for files. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runNamer, type AxisValue } from '../src/index.ts';

const axesOf = (...paths: string[]) => ({ axes: Object.fromEntries(paths.map((path) => [path, [1]])) });
const name = (cell: Record<string, AxisValue>, seed = 2): string =>
  runNamer({ a: axesOf(...Object.keys(cell)) })({ part: 'a', cell, seed });

describe('the name of a run', () => {
  it.each([
    [{ 'init.std': 0.01, 'model.depth': 3 }, 'std=0.01,depth=3,seed=2'],
    [{}, 'seed=2'],
    [
      { 'optimizer.kind': 'sgd', 'task.target.kind': 'cp', 'optimizer.learningRate': 1e-7 },
      'optimizer=sgd,target=cp,learningRate=1e-7,seed=2',
    ],
    [{ 'task.rank': 2, 'task.target.rank': 3 }, 'task.rank=2,target.rank=3,seed=2'],
    [{ 'task.seed': 4 }, 'task.seed=4,seed=2'],
    [
      {
        'model.widths': [64, 32],
        'model.tree': [
          [1, 2],
          [3, 4],
        ],
        'optimizer.nesterov': true,
      },
      'widths=64x32,tree=1x2_3x4,nesterov=true,seed=2',
    ],
    [{ 'task.target.file': '/data/my target.npy' }, 'file=-data-my-target.npy~04b19b88,seed=2'],
  ])('%j: %s', (cell, expected) => {
    expect(name(cell)).toBe(expected);
  });

  it('begins with its part where there are several', () => {
    const nameOf = runNamer({ a: axesOf('init.std'), 'b-tf': axesOf('model.rank', 'task.rank') });
    expect(nameOf({ part: 'a', cell: { 'init.std': 1 }, seed: 0 })).toBe('a,std=1,seed=0');
    expect(nameOf({ part: 'b-tf', cell: { 'model.rank': 1, 'task.rank': 2 }, seed: 0 })).toBe(
      'b-tf,model.rank=1,task.rank=2,seed=0',
    );
  });

  it('has the whole key of what is no axis of the part', () => {
    expect(
      runNamer({ a: axesOf('init.std') })({ part: 'a', cell: { 'stop.maxIterations': 9 }, seed: 0 }),
    ).toBe('stop.maxIterations=9,seed=0');
  });

  it('tells a value from what looks like it', () => {
    const alike: AxisValue[] = [
      1,
      '1',
      true,
      'true',
      '',
      ' ',
      'a b',
      'a-b',
      [1, 2],
      '1x2',
      [[1], [2]],
      [1],
      ['1'],
      [[1, 2]],
      [[[1]]],
      [],
      '1_2',
      'x'.repeat(50),
      `${'x'.repeat(50)}y`,
    ];
    expect(new Set(alike.map((value) => name({ 'a.b': value }))).size).toBe(alike.length);
  });

  it('differs for cells that differ, and is fit for a file', () => {
    const value: fc.Arbitrary<AxisValue> = fc.letrec<{ value: AxisValue }>((tie) => ({
      value: fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 4 }),
      ),
    })).value;
    const cell = fc.dictionary(fc.constantFrom('model.kind', 'model.rank', 'task.rank', 'init.std'), value);
    fc.assert(
      fc.property(cell, cell, (one, other) => {
        const nameOf = runNamer({ a: axesOf('model.kind', 'model.rank', 'task.rank', 'init.std') });
        const inOrder = (axes: Record<string, AxisValue>) => Object.fromEntries(Object.entries(axes).sort());
        const [a, b] = [inOrder(one), inOrder(other)].map((axes) =>
          nameOf({ part: 'a', cell: axes, seed: 1 }),
        ) as [string, string];
        expect(a === b).toBe(JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other)));
        expect(a).toMatch(/^[A-Za-z0-9._+~=,-]{1,140}$/);
      }),
      { numRuns: 500 },
    );
  });
});

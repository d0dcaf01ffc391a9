/** The sampler `grid`: every distinct point that meets the constraints once, and then the end. */
import { sha256 } from '@ranksweep/core';
import { exampleCells, type SearchSpec } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { searchOf, studyOf } from './support/studies.ts';

const cellsOf = (search: Partial<SearchSpec>): string[] => {
  const study = studyOf({ sampler: 'grid', trials: 1000, ...search });
  const cells: string[] = [];
  for (let trial = study.ask(); trial !== undefined; trial = study.ask()) {
    expect(trial.number).toBe(cells.length);
    cells.push(JSON.stringify(trial.cell));
  }
  expect(study.trials).toBe(cells.length);
  return cells;
};

const tenths = { from: 0, to: 0.9, points: 10 };
const TENTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => tenth / 10);

describe('a grid', () => {
  it.each([0, 1, 2, 3, 4])('has every point of axes that only some have once, seed %i', (seed) => {
    const space: SearchSpec['space'] = {
      kind: { choices: ['adam', 'sgd'] },
      momentum: { ...tenths, when: "kind == 'sgd'" },
      beta1: { ...tenths, when: "kind == 'adam'" },
      beta2: { ...tenths, when: "kind == 'adam'" },
    };
    const expected = [
      ...TENTHS.map((momentum) => ({ kind: 'sgd', momentum })),
      ...TENTHS.flatMap((beta1) => TENTHS.map((beta2) => ({ kind: 'adam', beta1, beta2 }))),
    ];
    const cells = cellsOf({ space, seed });
    expect(cells.toSorted()).toEqual(expected.map((cell) => JSON.stringify(cell)).toSorted());
    expect(cells).not.toEqual(cells.toSorted());
  });

  it('has the few points that constraints leave of many', () => {
    const space: SearchSpec['space'] = { a: { from: 1, to: 10_000, integer: true } };
    expect(cellsOf({ space, constraints: ['a < 3'] }).toSorted()).toEqual(['{"a":1}', '{"a":2}']);
    const examples = exampleCells({}, searchOf({ sampler: 'grid', space, constraints: ['a < 3'] }));
    expect(examples).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('says so when constraints leave nothing of it', () => {
    const space: SearchSpec['space'] = { a: { from: 0, to: 1, points: 3 }, b: { choices: [1, 2] } };
    expect(() => cellsOf({ space, constraints: ['a > 0.1 && a < 0.4'] })).toThrow(
      'sampler grid: expected combinations that meet the constraints of the search, found none among 6; give axes other points',
    );
  });

  it('has every integer, evenly spaced or in its logarithm', () => {
    for (const log of [false, true]) {
      const space: SearchSpec['space'] = { a: { from: 1, to: 100, integer: true, log } };
      const expected = Array.from({ length: 100 }, (_, i) => JSON.stringify({ a: i + 1 }));
      expect(cellsOf({ space }).toSorted()).toEqual(expected.toSorted());
    }
  });

  it('has points once that are rounded to the same value', () => {
    const space: SearchSpec['space'] = { a: { from: 1, to: 10, integer: true, log: true, points: 5 } };
    expect(cellsOf({ space }).toSorted()).toEqual(['{"a":1}', '{"a":2}', '{"a":4}', '{"a":8}']);
  });

  it('has its points in the order that earlier versions had: a search that was stopped under one of them goes on with the same trials', () => {
    const space: SearchSpec['space'] = {
      rate: { from: 1e-4, to: 1, log: true },
      depth: { from: 1, to: 12, integer: true },
      few: { from: 1, to: 100, integer: true, points: 4 },
      logged: { from: 1, to: 1000, log: true, integer: true, points: 3 },
      left: { choices: [1, 2, 3] },
      right: { choices: [10, 20, 30] },
      kind: { choices: ['a', 'b'] },
    };
    const zip = [['left', 'right']];
    const hashOf = (search: Partial<SearchSpec>): string =>
      sha256(`[${cellsOf({ space, zip, ...search }).join(',')}]`);
    expect(hashOf({})).toBe('0f70d55e83ad4693349ae3326583fabe6706ea487d84799c362532f86506b8cc');
    expect(hashOf({ seed: 3, constraints: ['depth < 4 || rate < 0.1'] })).toBe(
      'ae5ee00705396ee8a81aa50d9f822fa6537800add25918bc816b97ff182d07fd',
    );
  });
});

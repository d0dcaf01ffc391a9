import { RandomStream } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { forestOf, importanceOf, ranksOf } from '../../src/analysis/importance.ts';
import { surfaceOf } from '../../src/analysis/surface.ts';
import type { Tree } from '../../src/analysis/forest.ts';
import type { AnalysisTable, PlaceValue } from '../../src/analysis/table.ts';

type Values = readonly PlaceValue[];

function tableOf(
  axes: readonly string[],
  rows: readonly Values[],
  objective: (values: Values) => number,
): AnalysisTable {
  return {
    axes,
    objectives: [{ name: 'loss', goal: 'minimize' }],
    points: rows.map((values, cell) => ({ cell, values, objectives: [objective(values)] })),
  };
}

function randomRows(count: number, axes: number, seed = 1): number[][] {
  const stream = new RandomStream(seed, 'test');
  return Array.from({ length: count }, () => Array.from({ length: axes }, () => stream.uniform()));
}

const shares = (table: AnalysisTable): Record<string, number> =>
  Object.fromEntries(importanceOf(table).axes.map(({ path, share }) => [path, share]));

describe('importance of axes', () => {
  it('is the share of the variance that each explains', () => {
    // x + y / 2: variances of 1/12 and 1/48, so 80 % and 20 %.
    const table = tableOf(['x', 'y', 'unused'], randomRows(1000, 3), ([x, y]) => Number(x) + Number(y) / 2);
    const found = shares(table);
    expect(found.x).toBeGreaterThan(0.7);
    expect(found.x).toBeLessThan(0.9);
    expect(found.y).toBeGreaterThan(0.1);
    expect(found.y).toBeLessThan(0.3);
    expect(found.unused).toBeLessThan(0.02);
  });

  it('tells what axes explain only together', () => {
    const grid = [0, 1].flatMap((x) => [0, 1].flatMap((y) => Array.from({ length: 8 }, () => [x, y])));
    const { together, axes } = importanceOf(tableOf(['x', 'y'], grid, ([x, y]) => (x === y ? 0 : 1)));
    expect(together).toBeGreaterThan(0.8);
    expect(axes.every(({ share }) => share < 0.2)).toBe(true);
  });

  it('takes words for axes, and cells that do not have one', () => {
    const kinds: PlaceValue[] = ['adam', 'sgd', undefined];
    const rows = randomRows(300, 1).map(([x], i): Values => [kinds[i % 3], x]);
    const found = shares(
      tableOf(['kind', 'x'], rows, ([kind, x]) => (kind === 'sgd' ? 5 : 0) + Number(x) / 100),
    );
    expect(found.kind).toBeGreaterThan(0.6);
  });

  it('is not carried away by a few infinite or huge values', () => {
    const rows = randomRows(600, 2);
    const plain = shares(tableOf(['x', 'y'], rows, ([x, y]) => Number(x) + Number(y) / 10));
    const wild = shares(
      tableOf(['x', 'y'], rows, ([x, y]) =>
        Number(x) > 0.97 ? Infinity : Math.exp(20 * (Number(x) + Number(y) / 10)),
      ),
    );
    expect(wild.x).toBeCloseTo(plain.x!, 1);
  });

  it('is the same each time', () => {
    const table = tableOf(['x', 'y'], randomRows(200, 2), ([x, y]) => Number(x) * Number(y));
    expect(importanceOf(table)).toEqual(importanceOf(table));
  });

  it('agrees with averages taken point by point', () => {
    const table = tableOf(['x', 'y'], randomRows(60, 2), ([x, y]) => Number(x) ** 2 + Number(x) * Number(y));
    const { forest } = forestOf(table);
    const steps = 128;
    const surface = surfaceOf(forest, 0, 1, steps);
    const at = (tree: Tree, x: number, y: number): number =>
      tree.find(({ low, high }) => low[0]! <= x && x < high[0]! && low[1]! <= y && y < high[1]!)!.value;
    for (const [x, y] of [
      [0, 0],
      [17, 90],
      [64, 64],
      [127, 3],
    ] as const) {
      const [u, v] = [(x + 0.5) / steps, (y + 0.5) / steps];
      const mean = forest.reduce((sum, tree) => sum + at(tree, u, v), 0) / forest.length;
      expect(surface[y * steps + x]).toBeCloseTo(mean, 10);
    }
    // The share of x from the surface of each tree: its variance of row means over the variance of all.
    const [shareOfX] = importanceOf(table).axes.filter(({ path }) => path === 'x');
    const ofTrees = forest.map((tree) => {
      const own = surfaceOf([tree], 0, 1, 512);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
      const columns = Array.from({ length: 512 }, (_, x) => {
        let sum = 0;
        for (let y = 0; y < 512; y++) sum += own[y * 512 + x]!;
        return sum / 512;
      });
      return columns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 512 / variance;
    });
    const slow = ofTrees.reduce((sum, share) => sum + share, 0) / ofTrees.length;
    expect(shareOfX!.share).toBeCloseTo(slow, 2);
  });
});

describe('surface', () => {
  it('averages over all other axes', () => {
    // Halves of the cube along the third axis have different values; along the first, one of them is divided.
    const box = (low: number[], high: number[], value: number): Tree[number] => ({
      low: Float64Array.from(low),
      high: Float64Array.from(high),
      value,
    });
    const tree = [
      box([0, 0, 0], [0.5, 1, 0.25], 8),
      box([0.5, 0, 0], [1, 1, 0.25], 4),
      box([0, 0, 0.25], [1, 1, 1], 0),
    ];
    expect([...surfaceOf([tree], 0, 1, 2)]).toEqual([2, 1, 2, 1]);
  });
});

describe('ranks', () => {
  it('go from 0 to 1, and equal values share one', () => {
    expect([...ranksOf([5, 1, Infinity, 1, 3])]).toEqual([0.75, 0.125, 1, 0.125, 0.5]);
  });
});

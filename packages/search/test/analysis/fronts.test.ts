import { RandomStream } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { bestFirst, improvementsOf } from '../../src/analysis/bestSoFar.ts';
import { paretoFront } from '../../src/analysis/pareto.ts';
import type { AnalysisTable, Objective } from '../../src/analysis/table.ts';

const tableOf = (
  rows: readonly (readonly number[])[],
  goals: readonly Objective['goal'][],
): AnalysisTable => ({
  axes: [],
  objectives: goals.map((goal, i) => ({ name: `objective ${i}`, goal })),
  points: rows.map((objectives, cell) => ({ cell, values: [], objectives })),
});

describe('Pareto front', () => {
  it('has the points that no other beats in both, by the first objective', () => {
    const rows = [
      [3, 1],
      [1, 3],
      [2, 2],
      [3, 3],
      [2, 4],
      [2, 2],
      [0.5, Infinity],
    ];
    expect(paretoFront(tableOf(rows, ['minimize', 'minimize']))).toEqual([1, 2, 5, 0]);
  });

  it('agrees with comparing all pairs, whatever the goals', () => {
    const stream = new RandomStream(3, 'test');
    const rows = Array.from({ length: 200 }, () => [stream.integer(30), stream.integer(30)]);
    for (const goals of [
      ['minimize', 'maximize'],
      ['maximize', 'maximize'],
    ] as const) {
      const signs = goals.map((goal) => (goal === 'minimize' ? 1 : -1));
      const beats = (a: readonly number[], b: readonly number[]): boolean =>
        a.every((value, i) => signs[i]! * value <= signs[i]! * b[i]!) && a.some((value, i) => value !== b[i]);
      const slow = rows.flatMap((row, i) => (rows.some((other) => beats(other, row)) ? [] : [i]));
      expect(paretoFront(tableOf(rows, goals)).toSorted((a, b) => a - b)).toEqual(slow);
    }
  });
});

describe('best so far', () => {
  it('changes where a point is better than all before', () => {
    const rows = [[5], [Infinity], [7], [4], [4], [1], [2]];
    expect(improvementsOf(tableOf(rows, ['minimize'])).map(({ cell }) => cell)).toEqual([0, 3, 5]);
    expect(improvementsOf(tableOf(rows, ['maximize'])).map(({ cell }) => cell)).toEqual([0, 2]);
  });

  it('puts the best first, and what has no value last', () => {
    const rows = [[5], [Infinity], [7], [4]];
    expect(bestFirst(tableOf(rows, ['minimize'])).map(({ cell }) => cell)).toEqual([3, 0, 2, 1]);
    expect(bestFirst(tableOf(rows, ['maximize'])).map(({ cell }) => cell)).toEqual([2, 0, 3, 1]);
  });
});

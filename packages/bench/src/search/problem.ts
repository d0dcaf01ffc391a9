/** What samplers are compared on: test functions, and tables of sweeps that were computed. */
import type { SearchSpec } from '@ranksweep/kinds';
import { testFunctions } from './functions.ts';
import type { ProblemAxis } from './problemAxis.ts';
import type { StoredSweep } from './storedSweeps.ts';

export interface Problem {
  readonly name: string;
  readonly group: 'tuned on' | 'held out' | 'stored sweeps';
  readonly axes: readonly ProblemAxis[];
  /** Of a sweep: what is minimized, the last axis varying fastest. Null for a function, which Optuna's side has, too. */
  readonly table: readonly number[] | null;
  readonly valueAt: (x: readonly number[]) => number;
}

export const problemsWith = (sweeps: readonly StoredSweep[]): Problem[] => [
  ...testFunctions.map(({ isOfTuning, ...one }): Problem => ({
    ...one,
    group: isOfTuning ? 'tuned on' : 'held out',
    table: null,
  })),
  ...sweeps.map(({ name, sizes, table }): Problem => ({
    name,
    group: 'stored sweeps',
    axes: sizes.map((size) => ({ from: 0, to: size - 1, integer: true })),
    table,
    valueAt: (x) => table[x.reduce((place, index, d) => place * sizes[d]! + index, 0)]!,
  })),
];

export const spaceOf = ({ axes }: Problem): SearchSpec['space'] =>
  Object.fromEntries(
    axes.map((axis, d) => [
      `x${d}`,
      // As words: numbers among choices would have an order for some samplers.
      'choices' in axis ? { choices: Array.from({ length: axis.choices }, (_, i) => `c${i}`) } : axis,
    ]),
  );

/** The point of a cell, a number for each axis. */
export const pointOf = ({ axes }: Problem, cell: Readonly<Record<string, unknown>>): number[] =>
  axes.map((axis, d) => {
    const value = cell[`x${d}`];
    return 'choices' in axis ? Number(String(value).slice(1)) : Number(value);
  });

/** Events of a run in progress are those that `detectEvents` finds of what is there so far. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectEvents, PlateauSoFar, RiseSoFar, type Series } from '../src/index.ts';

const series = (metric: string, iterations: readonly number[], values: readonly number[]): Series => ({
  metric,
  iterations,
  values,
});

/** Steps from one snapshot to the next, and how the value changes with each. */
const changes = fc.array(
  fc.record({
    step: fc.integer({ min: 1, max: 40 }),
    factor: fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: 0.985, max: 1.015, noNaN: true }) },
      { weight: 2, arbitrary: fc.double({ min: 0.2, max: 4, noNaN: true }) },
      { weight: 1, arbitrary: fc.constant(0) },
    ),
  }),
  { minLength: 1, maxLength: 60 },
);

function trajectory(steps: readonly { step: number; factor: number }[]): {
  iterations: number[];
  values: number[];
} {
  const [iterations, values] = [[0], [1]];
  for (const { step, factor } of steps) {
    iterations.push(iterations.at(-1)! + step);
    values.push(factor === 0 ? 0 : (values.at(-1) || 1e-3) * factor);
  }
  return { iterations, values };
}

describe('events of a run in progress', () => {
  it('a plateau is as long as since the plateau_start that has no end yet', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        const { iterations, values } = trajectory(steps);
        const plateau = new PlateauSoFar();
        for (let i = 0; i < values.length; i++) {
          plateau.add(iterations[i]!, values[i]!);
          const soFar = series('train_loss', iterations.slice(0, i + 1), values.slice(0, i + 1));
          const last = detectEvents([soFar], undefined).at(-1);
          const expected = last?.kind === 'plateau_start' ? iterations[i]! - last.iteration : 0;
          expect(plateau.length).toBe(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a value has risen where there is a rise so far', () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const [one, two] = [trajectory(first).values, trajectory(second).values];
        const count = Math.min(one.length, two.length);
        const ranked = Array.from({ length: count }, (_, i) =>
          [one[i]!, two[i]! / 8].toSorted((a, b) => b - a),
        );
        const iterations = ranked.map((_, i) => i);
        const rises = [new RiseSoFar(), new RiseSoFar()];
        for (let i = 0; i < count; i++) {
          rises.forEach((rise, rank) => rise.add(ranked[i]![rank]!));
          const soFar = rises.map((_, rank) =>
            series(
              `component_norm_${rank + 1}`,
              iterations.slice(0, i + 1),
              ranked.slice(0, i + 1).map((values) => values[rank]!),
            ),
          );
          const found = detectEvents(soFar, undefined).filter(({ kind }) => kind === 'rise');
          expect(rises.map((rise) => rise.hasRisen(ranked[i]![0]!))).toEqual(
            soFar.map(({ metric }) => found.some(({ subject }) => subject === metric)),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('passes over what is no number', () => {
    const [plateau, rise] = [new PlateauSoFar(), new RiseSoFar()];
    for (const [iteration, value] of [
      [0, 1],
      [10, NaN],
      [20, 1.01],
    ] as const) {
      plateau.add(iteration, value);
      rise.add(value);
    }
    expect(plateau.length).toBe(20);
    expect(rise.hasRisen(1)).toBe(false);
    rise.add(3);
    expect(rise.hasRisen(3)).toBe(true);
  });
});

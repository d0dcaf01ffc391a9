import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  measuredExponent,
  predictedNorms,
  shareWithinBounds,
  type ComponentGrowth,
} from '../../src/theory/componentGrowth.ts';
import { grown } from '../../src/theory/growthLaw.ts';
import { syntheticGrowth } from './syntheticGrowth.ts';

type Column = 't' | 's' | 'gamma' | 'epsilon';

/** With values of one column replaced. */
function withColumn(
  growth: ComponentGrowth,
  column: Column,
  replace: (value: number, i: number) => number,
): ComponentGrowth {
  return { ...growth, [column]: Float64Array.from(growth[column], replace) };
}

/** The first snapshot with epsilon at most a tenth of s^(2/L) and a norm of at least `least`. */
const firstBalanced = ({ L, s, epsilon }: ComponentGrowth, least: number): number =>
  Array.from(s).findIndex((norm, i) => norm >= least && epsilon[i]! <= 0.1 * norm ** (2 / L));

const finalOf = ({ s }: ComponentGrowth): number => s[s.length - 1]!;

/** Unlike vectors: the growth leaves the law at the beginning, where they differ by more than they measure. */
const unbalanced = (L: number): ComponentGrowth =>
  syntheticGrowth({ L, offsets: Array.from({ length: L }, (_, l) => (l % 2 === 0 ? 0 : 1e-3)) });

const rises = fc.integer({ min: 2, max: 5 }).chain((L) =>
  fc.record({
    L: fc.constant(L),
    offsets: fc
      .array(fc.double({ min: 0, max: 0.005, noNaN: true }), { minLength: L - 1, maxLength: L - 1 })
      .map((offsets) => [0, ...offsets]),
    size: fc.double({ min: 0.1, max: 10, noNaN: true }),
  }),
);

describe('the measured exponent', () => {
  it.each([1, 2, 3, 4, 5])('is 2 - 2/L where the law holds: L = %d', (L) => {
    const { exponent, error } = measuredExponent(syntheticGrowth({ L }))!;
    expect(Math.abs(exponent - (2 - 2 / L))).toBeLessThan(1e-4);
    expect(error).toBeLessThan(2e-3);
  });

  it('is so within its error where vectors differ, of any size', () => {
    fc.assert(
      fc.property(rises, (rise) => {
        const growth = syntheticGrowth(rise);
        const inManySteps = { ...growth, iterations: Float64Array.from(growth.iterations, (n) => 1e6 * n) };
        const { exponent, error } = measuredExponent(inManySteps)!;
        expect(Math.abs(exponent - (2 - 2 / rise.L))).toBeLessThan(error + 1e-5); // snapshots lie apart
        expect(error).toBeLessThan(0.05);
      }),
    );
  });

  it.each([3, 4, 5])('is so within its error where snapshots lie far apart: L = %d', (L) => {
    // The law itself from 1e-3 to 1, gamma = 1, in a dozen snapshots: the last has grown by a factor.
    const start = 1e-3;
    const end = (start ** (2 / L - 1) - 1) / (L - 2);
    const t = Array.from({ length: 12 }, (_, i) => (i / 11) * end);
    const growth = {
      L,
      iterations: t.map((_, i) => 1e6 * i),
      t,
      s: t.map((time) => grown(L, start, time)),
      gamma: t.map(() => 1),
      epsilon: t.map(() => 0),
      hasOwnVectors: true,
    };
    // Up to the half-rise and beyond: the final norm is made twice the last.
    const { exponent, error } = measuredExponent({
      ...growth,
      iterations: [...growth.iterations, 2e7],
      t: [...t, end + 1],
      s: [...growth.s, 2],
      gamma: [...growth.gamma, 1e-3],
      epsilon: [...growth.epsilon, 0],
    })!;
    const distance = Math.abs(exponent - (2 - 2 / L));
    expect(distance).toBeGreaterThan(1e-4);
    expect(distance).toBeLessThan(error);
  });

  it.each([3, 4, 5])('is so within its error where steps are long: L = %d', (L) => {
    // Gradient descent on L equal norms w, with gamma = 1: w grows by eta w^(L-1).
    const [eta, norms] = [0.1, [0.1]];
    for (let w = norms[0]!; w < 1; norms.push(w)) w += eta * w ** (L - 1);
    const s = norms.map((w) => w ** L);
    const { exponent, error } = measuredExponent({
      L,
      iterations: s.map((_, i) => i),
      t: s.map((_, i) => eta * i),
      s,
      gamma: s.map(() => 1),
      epsilon: s.map(() => 0),
      hasOwnVectors: true,
    })!;
    const distance = Math.abs(exponent - (2 - 2 / L));
    expect(distance).toBeLessThan(error);
    expect(distance).toBeGreaterThan(error / 20);
  });

  it('is another one where the growth has another', () => {
    const growth = syntheticGrowth({ L: 3 });
    const other = withColumn(growth, 'gamma', (gamma, i) => gamma * growth.s[i]! ** 0.25);
    expect(measuredExponent(other)!.exponent).toBeCloseTo(2 - 2 / 3 - 0.25, 3);
  });

  it('looks at nothing before balance, nor beyond the half-rise', () => {
    const growth = unbalanced(3);
    const begin = firstBalanced(growth, 0);
    const end = Array.from(growth.s).findIndex((s) => s >= finalOf(growth) / 2);
    expect(begin).toBeGreaterThan(10);
    expect(end).toBeGreaterThan(begin + 10);
    const expected = measuredExponent(growth);
    const spoilt = (from: number, to: number) =>
      withColumn(growth, 'gamma', (gamma, i) => (i >= from && i < to ? 7 : gamma));
    expect(measuredExponent(spoilt(0, begin))).toEqual(expected);
    expect(measuredExponent(spoilt(end + 1, Infinity))).toEqual(expected);
    expect(measuredExponent(spoilt(begin, begin + 1))).not.toEqual(expected);
    expect(measuredExponent(spoilt(end, end + 1))).not.toEqual(expected);
  });

  it('passes over intervals without growth, with gamma below 0, or of which something is unknown', () => {
    const growth = syntheticGrowth({ L: 4 });
    for (const column of ['t', 's', 'gamma', 'epsilon'] as const) {
      const holes = withColumn(growth, column, (value, i) => (i % 50 === 7 ? NaN : value));
      const { exponent, error } = measuredExponent(holes)!;
      expect(Math.abs(exponent - 1.5), column).toBeLessThan(1e-4);
      expect(error, column).toBeLessThan(2e-3);
    }
    const falling = withColumn(growth, 's', (s, i) => (i % 50 === 7 ? growth.s[i - 1]! : s));
    expect(measuredExponent(falling)!.exponent).toBeCloseTo(1.5, 1);
    const againstIt = withColumn(growth, 'gamma', (gamma, i) => (i % 50 === 7 ? -1e6 : gamma));
    expect(Math.abs(measuredExponent(againstIt)!.exponent - 1.5)).toBeLessThan(1e-4);
  });

  it('is unknown where the component is never balanced, or rises in fewer than four intervals', () => {
    const growth = syntheticGrowth({ L: 3 });
    expect(measuredExponent(withColumn(growth, 'epsilon', () => 1))).toBeUndefined();
    expect(measuredExponent(withColumn(growth, 'gamma', () => NaN))).toBeUndefined();
    expect(measuredExponent(withColumn(growth, 's', () => 1))).toBeUndefined();
    const end = Array.from(growth.s).findIndex((s) => s >= finalOf(growth) / 2);
    const from = (begin: number) => withColumn(growth, 'epsilon', (_, i) => (i < begin ? 1 : 0));
    expect(measuredExponent(from(end - 3))).toBeUndefined();
    expect(measuredExponent(from(end - 4))).toBeDefined();
  });
});

describe('predicted norms', () => {
  it.each([1, 2, 3, 4, 5])('are those that follow the law: L = %d', (L) => {
    const growth = syntheticGrowth({ L, density: 200 });
    const { iterations, values } = predictedNorms(growth);
    const begin = firstBalanced(growth, 0.01 * finalOf(growth));
    expect(Array.from(iterations)).toEqual(Array.from(growth.iterations).slice(begin));
    expect(values[0]).toBeCloseTo(growth.s[begin]!, 14);
    Array.from(values).forEach((value, i) =>
      expect(Math.abs(value / growth.s[begin + i]! - 1)).toBeLessThan(1e-2),
    );
  });

  it('begin at 1 % of the last norm, and then only where the component is balanced', () => {
    const begins = (growth: ComponentGrowth): number => predictedNorms(growth).iterations[0]! / 10;
    const growth = syntheticGrowth({ L: 3 });
    const begin = begins(growth);
    expect(growth.s[begin]).toBeGreaterThanOrEqual(0.01 * finalOf(growth));
    expect(growth.s[begin - 1]).toBeLessThan(0.01 * finalOf(growth));
    const late = withColumn(growth, 'epsilon', (_, i) => (i < 600 ? 1 : 0));
    expect(begin).toBeLessThan(600);
    expect(begins(late)).toBe(600);
  });

  it('use gamma from there on, and no norm but the first', () => {
    const growth = syntheticGrowth({ L: 4 });
    const expected = predictedNorms(growth);
    const begin = expected.iterations[0]! / 10;
    const spoilt = (column: Column, at: number) =>
      predictedNorms(withColumn(growth, column, (value, i) => (i === at ? 2 * value : value)));
    expect(spoilt('gamma', begin - 1)).toEqual(expected);
    expect(spoilt('gamma', begin)).not.toEqual(expected);
    expect(spoilt('s', begin + 1)).toEqual(expected);
    expect(spoilt('s', begin)).not.toEqual(expected);
  });

  it('escape where gamma stays as large as it was, and are unknown from where gamma is', () => {
    const growth = syntheticGrowth({ L: 3 });
    const begin = predictedNorms(growth).iterations[0]! / 10;
    const lasting = withColumn(growth, 'gamma', (gamma, i) => (i > begin ? growth.gamma[begin]! : gamma));
    expect(predictedNorms(lasting).values[growth.s.length - begin - 1]).toBe(Infinity);
    const hole = predictedNorms(withColumn(growth, 'gamma', (gamma, i) => (i === begin + 5 ? NaN : gamma)));
    expect(hole.values[4]).toBeGreaterThan(0);
    Array.from(hole.values)
      .slice(5)
      .forEach((value) => expect(value).toBeNaN());
  });

  it('are none where the component is never balanced', () => {
    const { iterations, values } = predictedNorms(withColumn(syntheticGrowth({ L: 3 }), 'epsilon', () => 1));
    expect([iterations.length, values.length]).toEqual([0, 0]);
  });
});

describe('the share of the growth within the bounds', () => {
  it('is 1 under gradient flow, however much the vectors differ', () => {
    fc.assert(
      fc.property(rises, (rise) => {
        expect(shareWithinBounds(syntheticGrowth(rise))).toBe(1);
      }),
    );
    expect(shareWithinBounds(unbalanced(3))).toBe(1);
  });

  it('allows 5 % of the rate for the length of steps, and no 10 %', () => {
    const growth = syntheticGrowth({ L: 3 });
    const times = (factor: number) =>
      shareWithinBounds(withColumn(growth, 'gamma', (gamma) => factor * gamma));
    expect([1.04, 0.97].map(times)).toEqual([1, 1]);
    expect([1.1, 0.9, -1].map(times)).toEqual([0, 0, 0]);
  });

  it('counts the intervals up to the half-rise', () => {
    const growth = syntheticGrowth({ L: 3 });
    const end = Array.from(growth.s).findIndex((s) => s >= finalOf(growth) / 2);
    const wrongIn = (from: number, to: number) =>
      shareWithinBounds(withColumn(growth, 'gamma', (gamma, i) => (i >= from && i < to ? 2 * gamma : gamma)));
    expect(wrongIn(end + 1, Infinity)).toBe(1);
    // Both ends of an interval must be wrong for its mean rate to lie beyond them.
    expect(wrongIn(0, 101)).toBeCloseTo(1 - 100 / end, 14);
  });

  it('is unknown where the norm has half of its last size from the beginning, or never', () => {
    const growth = syntheticGrowth({ L: 3 });
    expect(shareWithinBounds(withColumn(growth, 's', () => 1))).toBeUndefined();
    expect(
      shareWithinBounds(withColumn(growth, 's', (s, i) => (i === growth.s.length - 1 ? NaN : s))),
    ).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthBounds, growthExponent, grown, power } from '../../src/theory/growthLaw.ts';

const factors = fc.integer({ min: 1, max: 5 });
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const logUniform = (min: number, max: number) => between(Math.log(min), Math.log(max)).map(Math.exp);

const gammas = fc.tuple(fc.constantFrom(-1, 0, 1), logUniform(1e-3, 1e3)).map(([sign, size]) => sign * size);

/** ds/dt of the law. */
const growthRate = (L: number, gamma: number, s: number): number => L * gamma * s ** (2 - 2 / L);

/** |a - b| / |b|, and 0 where both are 0. */
const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(Math.abs(b), Number.MIN_VALUE);

/** s(T) of ds/dt = f(t, s) by the classical Runge-Kutta method. */
function rungeKutta(f: (t: number, s: number) => number, start: number, T: number, steps: number): number {
  const h = T / steps;
  let s = start;
  for (let i = 0; i < steps; i++) {
    const t = i * h;
    const k1 = f(t, s);
    const k2 = f(t + h / 2, s + (h / 2) * k1);
    const k3 = f(t + h / 2, s + (h / 2) * k2);
    const k4 = f(t + h, s + h * k3);
    s += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return s;
}

/** Integral of gamma that it takes from `start` to Infinity, L > 2: of ds / (L s^(2 - 2/L)) over s = start e^u, by Simpson's rule. */
function integralToEscape(L: number, start: number): number {
  const f = (u: number): number => Math.exp(u * (2 / L - 1)) / (L * start ** (1 - 2 / L));
  const [end, steps] = [40 / (1 - 2 / L), 2000];
  const h = end / steps;
  let sum = f(0) + f(end);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * f(i * h);
  return (sum * h) / 3;
}

it('the exponent is 2 - 2/L', () => {
  expect([1, 2, 4, 5, 8].map(growthExponent)).toEqual([0, 1, 1.5, 1.6, 1.75]);
  expect(growthExponent(3)).toBeCloseTo(4 / 3, 15);
});

it('power is s^p, also of 0', () => {
  fc.assert(
    fc.property(logUniform(1e-6, 1e6), between(-3, 3), (s, p) => {
      expect(relative(power(s, p), s ** p)).toBeLessThan(1e-13);
    }),
  );
  expect([power(0, 0), power(0, 0.5), power(0, -0.5)]).toEqual([1, 0, Infinity]);
});

describe('grown', () => {
  it('is what the rate integrates to, growing or decaying, with gamma that changes', () => {
    // Of the integral that the law's solution survives at most 0.9: beyond, steps would have to be ever finer.
    fc.assert(
      fc.property(
        factors,
        logUniform(1e-4, 10),
        between(-20, 0.9),
        between(-1, 1),
        logUniform(0.01, 100),
        (L, start, share, swing, T) => {
          const scale = L === 2 ? 1 : start ** (2 / L - 1) / (L - 2);
          const integral = L === 2 ? Math.max(share, -3) : share * scale;
          const gamma = (t: number): number => (integral / T) * (1 + swing * Math.cos((2 * Math.PI * t) / T));
          const expected = rungeKutta((t, s) => growthRate(L, gamma(t), s), start, T, 2000);
          expect(relative(grown(L, start, integral), expected)).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays where it is without gamma', () => {
    fc.assert(
      fc.property(factors, logUniform(1e-6, 1e3), (L, start) => {
        expect(relative(grown(L, start, 0), start)).toBeLessThan(1e-13);
      }),
    );
  });

  it('escapes to Infinity where the time that the rate takes there is over, for more than two factors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5 }), logUniform(1e-4, 10), (L, start) => {
        const escape = integralToEscape(L, start);
        expect(grown(L, start, 1.0001 * escape)).toBe(Infinity);
        expect(grown(L, start, 1e6 * escape)).toBe(Infinity);
        const before = grown(L, start, 0.9999 * escape);
        expect(before).toBeGreaterThan(1000 * start);
        expect(before).toBeLessThan(Infinity);
      }),
    );
  });

  it('decays to 0 and stays there with one factor, and never gets there with more', () => {
    expect(grown(1, 2, -1.5)).toBeCloseTo(0.5, 14);
    expect([grown(1, 2, -2), grown(1, 2, -5)]).toEqual([0, 0]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), logUniform(1e-4, 10), between(0, 300), (L, start, lost) => {
        expect(grown(L, start, -lost)).toBeGreaterThan(0);
        expect(grown(L, start, -lost)).toBeLessThanOrEqual(start * (1 + 1e-13));
      }),
    );
  });

  it('lets NaN through', () => {
    for (const L of [1, 2, 3, 4, 5]) {
      expect(grown(L, 1, NaN)).toBeNaN();
      expect(grown(L, NaN, 0.1)).toBeNaN();
    }
  });
});

describe('bounds of the growth without balance', () => {
  const inOrder = (...values: number[]): void => {
    const slack = 1e-12 * Math.max(...values.map(Math.abs));
    values.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(values[i]! - slack));
  };

  it('contain the balanced rate', () => {
    fc.assert(
      fc.property(
        factors,
        gammas,
        logUniform(1e-6, 1e3),
        fc.oneof(fc.constant(0), logUniform(1e-6, 1e3)),
        (L, gamma, s, epsilon) => {
          const { low, high } = growthBounds(L, gamma, s, epsilon);
          inOrder(low, growthRate(L, gamma, s), high);
        },
      ),
    );
  });

  it('are the rate itself with balance', () => {
    fc.assert(
      fc.property(factors, gammas, logUniform(1e-6, 1e3), (L, gamma, s) => {
        const { low, high } = growthBounds(L, gamma, s, 0);
        const rate = growthRate(L, gamma, s);
        expect(Math.abs(low - rate)).toBeLessThanOrEqual(1e-12 * Math.abs(rate));
        expect(Math.abs(high - rate)).toBeLessThanOrEqual(1e-12 * Math.abs(rate));
      }),
    );
  });

  it('contain the exact rate of vectors of any norms, gamma s^2 sum_n ||w^n||^-2', () => {
    fc.assert(
      fc.property(
        fc.array(logUniform(1e-3, 1e3), { minLength: 1, maxLength: 5 }),
        gammas,
        (squares, gamma) => {
          const s = Math.sqrt(squares.reduce((product, square) => product * square, 1));
          const exact = gamma * s * s * squares.reduce((sum, square) => sum + 1 / square, 0);
          const epsilon = Math.max(...squares) - Math.min(...squares);
          const { low, high } = growthBounds(squares.length, gamma, s, epsilon);
          inOrder(low, exact, high);
        },
      ),
    );
  });
});

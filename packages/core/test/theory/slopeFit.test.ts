import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/random/stream.ts';
import { fitSlope, type FitPoint } from '../../src/theory/slopeFit.ts';

const pointsAt = (
  xs: readonly number[],
  y: (x: number, i: number) => number,
  uncertainty: (i: number) => number = () => 0,
): FitPoint[] => xs.map((x, i) => ({ x, y: y(x, i), uncertainty: uncertainty(i) }));

const number = fc.double({ min: -10, max: 10, noNaN: true });
/** Apart, so that rounding stays small beside them. */
const places = fc
  .array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 4, maxLength: 30 })
  .map((gaps) => gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0)));

describe('the slope of a line', () => {
  it('is exact, with no error, for points on it', () => {
    fc.assert(
      fc.property(places, number, number, (xs, slope, intercept) => {
        const fit = fitSlope(pointsAt(xs, (x) => intercept + slope * x))!;
        expect(Math.abs(fit.slope - slope)).toBeLessThan(1e-10);
        expect(fit.error).toBeLessThan(1e-6);
      }),
    );
  });

  it('and its standard error are those worked out by hand', () => {
    // Mean (1.5, 1); sums of squares 5, 2, of products 3; what is left 2 - 9/5 = 0.2 over two degrees of freedom.
    const fit = fitSlope(pointsAt([0, 1, 2, 3], (_, i) => [0, 1, 1, 2][i]!))!;
    expect(fit.slope).toBeCloseTo(0.6, 14);
    expect(fit.error).toBeCloseTo(Math.sqrt(0.1 / 5), 14);
  });

  it('lies within its error of the true one at least as often as a standard error says, and not much more often', () => {
    const noise = new RandomStream(1, 'noise');
    const xs = Array.from({ length: 40 }, (_, i) => i / 10);
    const misses = Array.from({ length: 500 }, () => {
      const disturbed = noise.gaussians(xs.length);
      const { slope, error } = fitSlope(pointsAt(xs, (x, i) => 3 - 0.7 * x + 0.2 * disturbed[i]!))!;
      return Math.abs(slope + 0.7) / error;
    });
    const shareBelow = (bound: number): number =>
      misses.filter((miss) => miss < bound).length / misses.length;
    expect(shareBelow(1)).toBeGreaterThan(0.68);
    expect(shareBelow(1)).toBeLessThan(0.85);
    expect(shareBelow(2)).toBeGreaterThan(0.95);
    expect(shareBelow(4)).toBe(1);
  });

  it('lies within its error of the true one however points are off within their uncertainties', () => {
    fc.assert(
      fc.property(
        places,
        number,
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (xs, slope, shares) => {
          const off = xs.map(() => shares.next().value);
          const uncertainty = (i: number): number => 1 + (i % 3);
          const fit = fitSlope(pointsAt(xs, (x, i) => slope * x + off[i]! * uncertainty(i), uncertainty))!;
          expect(Math.abs(fit.slope - slope)).toBeLessThanOrEqual(fit.error + 1e-10);
        },
      ),
    );
  });

  it('may be tilted by the uncertainties as far as its error says, and no less', () => {
    // All by u with the signs of x - 1.5, the slope changes by u (1.5 + 0.5 + 0.5 + 1.5) / 5.
    const xs = [0, 1, 2, 3];
    const fit = fitSlope(
      pointsAt(
        xs,
        (x) => 2 * x,
        () => 0.1,
      ),
    )!;
    expect(fit.error).toBeCloseTo(0.08, 14);
    const tilted = fitSlope(pointsAt(xs, (x) => 2 * x + 0.1 * Math.sign(x - 1.5)))!;
    expect(tilted.slope - 2).toBeCloseTo(0.08, 14);
  });

  it('is told by no fewer than four points, and not by points at one place', () => {
    for (const n of [0, 1, 2, 3]) expect(fitSlope(pointsAt([0, 1, 2].slice(0, n), (x) => x))).toBeUndefined();
    expect(fitSlope(pointsAt([2, 2, 2, 2, 2], (_, i) => i))).toBeUndefined();
  });

  it('counts deviations that go on for long, however many points there are', () => {
    const bent = Array.from({ length: 2000 }, (_, i) => {
      const x = i / 2000;
      return { x, y: x + 0.1 * x * x, uncertainty: 0 };
    });
    const { slope, error } = fitSlope(bent)!;
    // The slope is 1 at the beginning and 1.2 at the end.
    expect(slope).toBeCloseTo(1.1, 3);
    expect(error).toBeGreaterThan(0.01);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downsample } from '../src/drawn/downsample.ts';

const trajectory = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 100 }),
      fc.oneof(
        { weight: 5, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
        fc.constantFrom(NaN, Infinity, -Infinity),
      ),
    ),
    { maxLength: 300 },
  )
  .map((steps) => {
    let iteration = 0;
    return {
      iterations: steps.map(([step]) => (iteration += step)),
      values: steps.map(([, value]) => value),
    };
  });
const buckets = fc.integer({ min: 1, max: 40 });
const property = (check: (t: { iterations: number[]; values: number[] }, n: number) => void): void =>
  fc.assert(fc.property(trajectory, buckets, check));

/** The points of each bucket, by definition. */
function inBuckets(iterations: readonly number[], values: readonly number[], n: number): number[][] {
  const [first, last] = [iterations[0]!, iterations.at(-1)!];
  const filled: number[][] = Array.from({ length: n }, () => []);
  iterations.forEach((iteration, i) => {
    const bucket =
      last === first ? 0 : Math.min(n - 1, Math.floor(((iteration - first) / (last - first)) * n));
    filled[bucket]!.push(values[i]!);
  });
  return filled;
}

describe('downsample', () => {
  it('keeps the smallest and the largest finite value of every bucket', () => {
    property(({ iterations, values }, n) => {
      if (iterations.length === 0) return;
      const kept = new Set(downsample(iterations, values, n).values);
      for (const bucket of inBuckets(iterations, values, n)) {
        const finite = bucket.filter(Number.isFinite);
        if (finite.length === 0) continue;
        expect(kept.has(Math.min(...finite)) && kept.has(Math.max(...finite))).toBe(true);
      }
    });
  });

  it('leaves a gap in every bucket that has one', () => {
    property(({ iterations, values }, n) => {
      if (iterations.length === 0) return;
      const kept = downsample(iterations, values, n);
      const before = inBuckets(iterations, values, n);
      const gapAt = new Set(kept.iterations.filter((_, i) => Number.isNaN(kept.values[i])));
      const gapsIn = inBuckets(
        iterations,
        iterations.map((iteration) => (gapAt.has(iteration) ? 1 : 0)),
        n,
      );
      before.forEach((bucket, b) => {
        expect(gapsIn[b]!.includes(1)).toBe(bucket.some((value) => !Number.isFinite(value)));
      });
    });
  });

  it('keeps the first and the last point, the order, and nothing but points of the trajectory', () => {
    property(({ iterations, values }, n) => {
      const kept = downsample(iterations, values, n);
      expect(kept.iterations[0]).toBe(iterations[0]);
      expect(kept.iterations.at(-1)).toBe(iterations.at(-1));
      const valueAt = new Map(iterations.map((iteration, i) => [iteration, values[i]]));
      kept.iterations.forEach((iteration, i) => {
        if (i > 0) expect(iteration).toBeGreaterThan(kept.iterations[i - 1]!);
        const value = valueAt.get(iteration)!;
        expect(kept.values[i]).toBe(Number.isFinite(value) ? value : NaN);
      });
    });
  });

  it('keeps the first and the last point of every bucket', () => {
    property(({ iterations, values }, n) => {
      if (iterations.length === 0) return;
      const kept = downsample(iterations, values, n).iterations;
      for (const bucket of inBuckets(iterations, iterations, n)) {
        if (bucket.length > 0) expect(kept).toEqual(expect.arrayContaining([bucket[0], bucket.at(-1)]));
      }
    });
  });

  it('leaves at most six points a bucket', () => {
    property(({ iterations, values }, n) => {
      expect(downsample(iterations, values, n).values.length).toBeLessThanOrEqual(6 * n);
    });
  });

  it('reads typed arrays and an empty trajectory', () => {
    expect(downsample(Float64Array.of(0, 25), Float64Array.of(1, 2), 3)).toEqual({
      iterations: [0, 25],
      values: [1, 2],
    });
    expect(downsample([], [], 3)).toEqual({ iterations: [], values: [] });
  });

  it('refuses unequal lengths and less than one bucket', () => {
    expect(() => downsample([0, 1], [1], 3)).toThrow('expected as many values as iterations (2), found 1');
    expect(() => downsample([0], [1], 0)).toThrow('expected a positive number of buckets, found 0');
  });
});

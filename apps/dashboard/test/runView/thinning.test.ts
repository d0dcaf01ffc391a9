import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Thinning } from '../../src/views/run/thinning.ts';
import { finite, kind, trajectoryOf } from '../chart/support.ts';

test('thinned points are ascending, few, and hold both ends and all extremes', () => {
  fc.assert(
    fc.property(
      kind,
      fc.integer({ min: 1, max: 1_000_000 }),
      trajectoryOf(finite, 1),
      fc.integer({ min: 1, max: 40 }),
      (axis, stretch, { iterations: short, values: few }, times) => {
        const n = few.length * times;
        const iterations = Float64Array.from({ length: n }, (_, i) => short[0]! + i * stretch);
        const values = Float64Array.from({ length: n }, (_, i) => few[i % few.length]! * (1 + (i % 7)));
        const whole = new Thinning(axis);
        whole.extend(iterations, values);
        const growing = new Thinning(axis);
        for (let end = 1; end <= n; end += 13)
          growing.extend(iterations.subarray(0, end), values.subarray(0, end));
        growing.extend(iterations, values);
        const kept = whole.indices();
        expect(growing.indices()).toEqual(kept);
        expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b));
        expect(kept.length).toBeLessThan(8000);
        expect([kept[0], kept.at(-1)]).toEqual([0, n - 1]);
        const shown = kept.map((index) => values[index]!);
        expect(Math.max(...shown)).toBe(Math.max(...values));
        expect(Math.min(...shown)).toBe(Math.min(...values));
      },
    ),
    { numRuns: 100 },
  );
});

// Kernels for metrics, in float64, against their slow twins.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import { floats, integers } from './float32.ts';
import { expectSameBits, GuardedMemory } from './guardedMemory.ts';
import * as slow from './slowKernels.ts';
import { size, surroundings, variants } from './variants.ts';

const positiveSize = (max: number) => size(max - 1).map((n) => n + 1);

describe.each(variants)('measuring, %s', (variant) => {
  const kernels = loadKernels(variant);

  function bidiagonalized(
    [m, n]: readonly [number, number],
    values: Float32Array,
    [rowStride, colStride]: readonly [number, number],
    shift: number,
    [direction, h]: readonly [Float32Array, number] = [values, 0],
  ): number[] {
    const memory = new GuardedMemory(kernels, shift);
    const [a, g] = [memory.input(values), memory.input(direction)];
    const [diagonal, superdiagonal] = [memory.output(2 * n), memory.output(2 * (n - 1))];
    const scratch = memory.output(kernels.bidiagonalizeScratchBytes(m, n) / 4);
    kernels.bidiagonalize(m, n, a, g, h, rowStride, colStride, diagonal, superdiagonal, scratch);
    return [
      ...new Float64Array(memory.read(diagonal, 2 * n).buffer),
      ...new Float64Array(memory.read(superdiagonal, 2 * (n - 1)).buffer),
    ];
  }

  test('bidiagonalize', () => {
    const layout = fc.constantFrom('rows', 'columns', 'gaps');
    fc.assert(
      fc.property(
        fc.record({
          n: positiveSize(19),
          more: size(14),
          layout,
          h: fc.constantFrom(0, -0.25, 1e-9),
          ...surroundings,
        }),
        ({ n, more, layout, h, seed, flavour, shift }) => {
          const m = n + more;
          const strides =
            layout === 'rows'
              ? ([n, 1] as const)
              : layout === 'columns'
                ? ([1, m] as const)
                : ([2 * n + 1, 2] as const);
          const next = integers(seed);
          const count = m * strides[0] + n * strides[1];
          const [values, direction] = [floats(count, next, flavour), floats(count, next, flavour)];
          const expected = slow.bidiagonalize(m, n, (i, j) => {
            const at = i * strides[0] + j * strides[1];
            return values[at]! + h * direction[at]!;
          });
          expectSameBits(bidiagonalized([m, n], values, strides, shift, [direction, h]), [
            ...expected.diagonal,
            ...expected.superdiagonal,
          ]);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('bidiagonalize takes columns of zeros, and extremes of float32, for what they are', () => {
    expect(bidiagonalized([3, 2], new Float32Array(6), [2, 1], 0)).toEqual([0, 0, 0]);
    const extremes = bidiagonalized([2, 2], Float32Array.of(3e38, 0, 0, 2 ** -149), [2, 1], 0);
    expect(extremes.map(Math.abs)).toEqual([Math.fround(3e38), 2 ** -149, 0]);
    const zeroFirst = bidiagonalized([3, 2], Float32Array.of(0, 3, 0, 0, 0, 4), [2, 1], 0);
    expect(zeroFirst.map(Math.abs)).toEqual([0, 4, 3]);
  });

  test.each([NaN, Infinity, -Infinity])('bidiagonalize shows %d wherever it is', (special) => {
    for (let at = 0; at < 12; at++) {
      const values = floats(12, integers(7), 'ordinary');
      values[at] = special;
      const found = bidiagonalized([4, 3], values, [3, 1], 0);
      expect(found.every(Number.isFinite)).toBe(false);
    }
  });

  test('squaredDistance', () => {
    fc.assert(
      fc.property(fc.record({ count: size(60), ...surroundings }), ({ count, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [a, b] = [floats(count, next, flavour), floats(count, next, flavour)];
        const found = kernels.squaredDistance(count, memory.input(a), memory.input(b));
        expectSameBits([found], [slow.squaredDistance(a, b)]);
      }),
      { numRuns: 300 },
    );
  });

  test('layerImbalance', () => {
    fc.assert(
      fc.property(
        fc.record({ width: size(19), m: size(30), n: size(30), ...surroundings }),
        ({ width, m, n, seed, flavour, shift }) => {
          const next = integers(seed);
          const memory = new GuardedMemory(kernels, shift);
          const [a, b] = [floats(m * width, next, flavour), floats(width * n, next, flavour)];
          const scratch = memory.output(kernels.layerImbalanceScratchBytes(width, m, n) / 4);
          const found = kernels.layerImbalance(width, m, n, memory.input(a), memory.input(b), scratch);
          memory.read(scratch, 0);
          expectSameBits([found], [width === 0 ? 0 : slow.layerImbalance(width, a, b)]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

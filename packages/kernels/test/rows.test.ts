// Kernels over rows and columns against their slow twins.
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import { floats, indices, integers, multiplyAddOf } from './float32.ts';
import { expectSameBits, GuardedMemory } from './guardedMemory.ts';
import * as slow from './slowKernels.ts';
import { size, surroundings, variants } from './variants.ts';

const ROWS = 7;
const shape = { count: size(40), cols: size(75), ...surroundings };

/** Starts of `segments` segments of 0 to 6 entries. */
function segmentStarts(segments: number, next: () => number): Int32Array {
  const starts = new Int32Array(segments + 1);
  for (let u = 0; u < segments; u++) starts[u + 1] = starts[u]! + (next() % 7);
  return starts;
}

describe.each(variants)('rows and columns, %s', (variant) => {
  const kernels = loadKernels(variant);
  const fma = multiplyAddOf(variant);

  test('gatherProduct', () => {
    fc.assert(
      fc.property(fc.record(shape), ({ count, cols, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [a, b] = [floats(ROWS * cols, next, flavour), floats(ROWS * cols, next, flavour)];
        const [aIndex, bIndex] = [indices(count, ROWS, next), indices(count, ROWS, next)];
        const out = memory.output(count * cols);
        kernels.gatherProduct(
          count,
          cols,
          memory.input(a),
          memory.input(aIndex),
          memory.input(b),
          memory.input(bIndex),
          out,
        );
        expectSameBits(memory.read(out, count * cols), slow.gatherProduct(cols, a, aIndex, b, bIndex));
      }),
    );
  });

  test('gatherDot', () => {
    fc.assert(
      fc.property(fc.record(shape), ({ count, cols, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [a, b] = [floats(ROWS * cols, next, flavour), floats(ROWS * cols, next, flavour)];
        const [aIndex, bIndex] = [indices(count, ROWS, next), indices(count, ROWS, next)];
        const out = memory.output(count);
        kernels.gatherDot(
          count,
          cols,
          memory.input(a),
          memory.input(aIndex),
          memory.input(b),
          memory.input(bIndex),
          out,
        );
        expectSameBits(memory.read(out, count), slow.gatherDot(fma, cols, a, aIndex, b, bIndex));
      }),
      { numRuns: 200 },
    );
  });

  test('segmentSumProduct', () => {
    fc.assert(
      fc.property(fc.record(shape), ({ count, cols, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const starts = segmentStarts(count, next);
        const entries = starts[count]!;
        const [g, other] = [floats(ROWS * cols, next, flavour), floats(ROWS * cols, next, flavour)];
        const [tuple, otherIndex] = [indices(entries, ROWS, next), indices(entries, ROWS, next)];
        const out = memory.output(count * cols);
        kernels.segmentSumProduct(
          count,
          cols,
          memory.input(starts),
          memory.input(tuple),
          memory.input(g),
          memory.input(other),
          memory.input(otherIndex),
          out,
        );
        const expected = slow.segmentSumProduct(fma, cols, starts, tuple, g, other, otherIndex);
        expectSameBits(memory.read(out, count * cols), expected);
      }),
    );
  });

  test('segmentSumScaled', () => {
    fc.assert(
      fc.property(fc.record(shape), ({ count, cols, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const starts = segmentStarts(count, next);
        const entries = starts[count]!;
        const [e, x] = [floats(ROWS, next, flavour), floats(ROWS * cols, next, flavour)];
        const [tuple, xIndex] = [indices(entries, ROWS, next), indices(entries, ROWS, next)];
        const out = memory.output(count * cols);
        kernels.segmentSumScaled(
          count,
          cols,
          memory.input(starts),
          memory.input(tuple),
          memory.input(e),
          memory.input(x),
          memory.input(xIndex),
          out,
        );
        expectSameBits(
          memory.read(out, count * cols),
          slow.segmentSumScaled(fma, cols, starts, tuple, e, x, xIndex),
        );
      }),
    );
  });

  test('scaleColumns, also in place', () => {
    fc.assert(
      fc.property(fc.record(shape), ({ count, cols, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [x, w] = [floats(count * cols, next, flavour), floats(cols, next, flavour)];
        const [inPlace, out, pw] = [memory.output(x.length, x), memory.output(x.length), memory.input(w)];
        kernels.scaleColumns(count, cols, inPlace, pw, out);
        kernels.scaleColumns(count, cols, inPlace, pw, inPlace);
        const expected = slow.scaleColumns(count, cols, x, w);
        expectSameBits(memory.read(out, x.length), expected);
        expectSameBits(memory.read(inPlace, x.length), expected);
      }),
    );
  });

  test('columnDots', () => {
    fc.assert(
      fc.property(fc.record(shape), ({ count, cols, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [a, b] = [floats(count * cols, next, flavour), floats(count * cols, next, flavour)];
        const out = memory.output(cols);
        kernels.columnDots(count, cols, memory.input(a), memory.input(b), out);
        expectSameBits(memory.read(out, cols), slow.columnDots(fma, count, cols, a, b));
      }),
    );
  });

  test('vectorMatrix', () => {
    fc.assert(
      fc.property(fc.record({ ...shape, gap: size(3) }), ({ count, cols, gap, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [x, m] = [floats(count, next, flavour), floats(count * (cols + gap), next, flavour)];
        const out = memory.output(cols);
        kernels.vectorMatrix(count, cols, memory.input(x), memory.input(m), cols + gap, out);
        expectSameBits(memory.read(out, cols), slow.vectorMatrix(fma, cols, x, m, cols + gap));
      }),
    );
  });
});

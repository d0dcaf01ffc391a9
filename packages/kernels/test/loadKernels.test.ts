import { describe, expect, test } from 'vitest';
import { arithmeticOf, loadKernels } from '../src/index.ts';
import { multiplyAddOf } from './float32.ts';
import { variants } from './variants.ts';

describe.each(variants)('loadKernels, %s', (variant) => {
  test('gives every call a memory of its own', () => {
    const [one, other] = [loadKernels(variant), loadKernels(variant)];
    expect(one.memory).not.toBe(other.memory);
    expect(one.variant).toBe(variant);
    expect(one.heapBase % 64).toBe(0);
  });

  test('memory grows to 4 GiB', () => {
    const { memory } = loadKernels(variant);
    memory.grow(65536 - memory.buffer.byteLength / 65536);
    expect(memory.buffer.byteLength).toBe(2 ** 32);
  });

  test('addresses above 2 GiB work', () => {
    const { memory, scale } = loadKernels(variant);
    const address = 3 * 2 ** 30 + 4;
    memory.grow(49153);
    const view = new Float32Array(memory.buffer, address, 5);
    view.set([1, 2, 3, 4, 5]);
    scale(5, address, 2, address);
    expect([...view]).toEqual([2, 4, 6, 8, 10]);
  });

  test('has the arithmetic that its name says', () => {
    expect(arithmeticOf(variant)).toBe(`f32-${variant}`);
    // (1 + 2^-23)(1 - 2^-23) - 1 is -2^-46, and 0 when the product is rounded first.
    const [a, b] = [1 + 2 ** -23, 1 - 2 ** -23];
    expect(multiplyAddOf(variant)(a, Math.fround(b), -1)).toBe(variant === 'fma' ? -(2 ** -46) : 0);
    const kernels = loadKernels(variant);
    const view = new Float32Array(kernels.memory.buffer, kernels.heapBase, 5);
    view.set([-1, a, 1, b, 0]);
    kernels.vectorMatrix(2, 1, kernels.heapBase, kernels.heapBase + 8, 1, kernels.heapBase + 16);
    expect(view[4]).toBe(variant === 'fma' ? -(2 ** -46) : 0);
  });
});

test('the emulated multiply-add does not fall on a false tie', () => {
  // a b + c is just below halfway between c and the next float up; in float64 the sum rounds to the tie itself.
  const [a, b, c] = [1 + 2 ** -23, (1 - 2 ** -23) * 2 ** -24, 1 + 2 ** -23];
  expect(Math.fround(a * b + c)).toBe(1 + 2 ** -22);
  expect(multiplyAddOf('fma')(a, b, c)).toBe(c);
});

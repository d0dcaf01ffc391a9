// Products over blocks and their gradients against their slow twins, and what they have given since they exist.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import { floats, indices, integers } from './float32.ts';
import { expectSameBits, GuardedMemory } from './guardedMemory.ts';
import * as slow from './slowBlocks.ts';
import { size, surroundings, variants } from './variants.ts';

const shape = fc.record({
  width: fc.constantFrom(4, 8, 16, 32, 48),
  /** Columns of a row that no factor has. */
  padding: size(3),
  factorRows: fc.integer({ min: 1, max: 9 }),
  count: size(25),
  samples: size(30),
  blocks: fc.integer({ min: 1, max: 6 }),
  ...surroundings,
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;
const SMALLEST = 2 ** -40;

/** All that the kernels need, drawn from a seed; a product has rows before it as operands. */
function draw({ width, padding, factorRows, count, samples, blocks, seed, flavour }: Shape) {
  const next = integers(seed);
  const rows = factorRows + count;
  const cols = width - padding;
  const starts = Int32Array.from({ length: factorRows }, (_, l) => l * (cols + (seed % 3)));
  const operands = () => Int32Array.from({ length: count }, (_, t) => next() % (factorRows + t));
  return {
    cols,
    starts,
    left: operands(),
    right: operands(),
    rowOf: indices(samples * blocks, rows, next),
    factors: floats(factorRows * (cols + 2), next, flavour),
    table: floats(rows * width, next, flavour),
    e: floats(samples, next, flavour),
    products: floats(samples * width, next, flavour),
  };
}

describe.each(variants)('blocks, %s', (variant) => {
  const kernels = loadKernels(variant);
  const check = (compare: (given: Shape, memory: GuardedMemory) => void): void =>
    fc.assert(
      fc.property(shape, (given) => compare(given, new GuardedMemory(kernels, given.shift))),
      { numRuns: 200 },
    );

  test('factorRows and factorGradients', () => {
    check((given, memory) => {
      const { width, factorRows } = given;
      const { cols, starts, factors, table } = draw(given);
      const [out, at] = [memory.output(factorRows * width), memory.input(starts)];
      kernels.factorRows(factorRows, cols, width, memory.input(factors), at, SMALLEST, out);
      const expected = slow.factorRows(cols, width, factors, starts, SMALLEST);
      expectSameBits(memory.read(out, expected.length), expected);

      const gradients = memory.output(factors.length, factors);
      kernels.factorGradients(factorRows, cols, width, memory.input(table), out, at, gradients);
      expectSameBits(
        memory.read(gradients, factors.length),
        slow.factorGradients(cols, width, table, expected, starts, factors),
      );
    });
  });

  test('multiplyRows and addToOperands', () => {
    check((given, memory) => {
      const { width, factorRows, count } = given;
      const { left, right, table } = draw(given);
      const [l, r] = [memory.input(left), memory.input(right)];
      const [products, sums] = [memory.output(table.length, table), memory.output(table.length, table)];
      kernels.multiplyRows(count, width, l, r, products, factorRows);
      expectSameBits(
        memory.read(products, table.length),
        slow.multiplyRows(width, left, right, table, factorRows),
      );
      kernels.addToOperands(count, width, l, r, sums, factorRows);
      expectSameBits(
        memory.read(sums, table.length),
        slow.addToOperands(width, left, right, table, factorRows),
      );
    });
  });

  test('sampleProducts and addSampleProducts', () => {
    check((given, memory) => {
      const { width, samples, blocks } = given;
      const { rowOf, table, e, products } = draw(given);
      const at = memory.input(rowOf);
      const [out, values] = [memory.output(samples * width), memory.output(samples)];
      kernels.sampleProducts(samples, blocks, width, at, memory.input(table), out, values);
      const expected = slow.sampleProducts(blocks, width, rowOf, table);
      expectSameBits(memory.read(out, samples * width), expected.products);
      expectSameBits(memory.read(values, samples), expected.values);

      const sums = memory.output(table.length, table);
      kernels.addSampleProducts(samples, blocks, width, at, memory.input(e), memory.input(products), sums);
      expectSameBits(
        memory.read(sums, table.length),
        slow.addSampleProducts(blocks, width, rowOf, e, products, table),
      );
    });
  });

  test('a factor keeps its sign, its NaN and its infinity, and nothing nearer to zero than the smallest', () => {
    const memory = new GuardedMemory(kernels, 1);
    const factors = memory.input(Float32Array.of(0, -0, 2 ** -41, -(2 ** -140), 2 ** -40, NaN, -Infinity, 1));
    const table = memory.output(8);
    kernels.factorRows(1, 8, 8, factors, memory.input(Int32Array.of(0)), SMALLEST, table);
    expectSameBits(
      memory.read(table, 8),
      Float32Array.of(SMALLEST, -SMALLEST, SMALLEST, -SMALLEST, SMALLEST, NaN, -Infinity, 1),
    );
  });

  // No multiply-add: both builds give the same.
  test('results are those of earlier versions', () => {
    const given: Shape = {
      width: 16,
      padding: 1,
      factorRows: 30,
      count: 100,
      samples: 50,
      blocks: 7,
      seed: 2024,
      flavour: 'ordinary',
      shift: 1,
    };
    const { width, factorRows, count, samples, blocks } = given;
    const { cols, starts, left, right, rowOf, factors, e } = draw(given);
    const memory = new GuardedMemory(kernels, given.shift);
    const rows = factorRows + count;
    const [at, l, r] = [starts, left, right].map((index) => memory.input(index)) as [number, number, number];
    const [table, sums] = [memory.output(rows * width), memory.output(rows * width)];
    const [products, values] = [memory.output(samples * width), memory.output(samples)];
    const [used, gradients] = [memory.input(rowOf), memory.output(factors.length)];
    kernels.factorRows(factorRows, cols, width, memory.input(factors), at, SMALLEST, table);
    kernels.multiplyRows(count, width, l, r, table, factorRows);
    kernels.sampleProducts(samples, blocks, width, used, table, products, values);
    new Float32Array(kernels.memory.buffer, sums, rows * width).fill(0);
    kernels.addSampleProducts(samples, blocks, width, used, memory.input(e), products, sums);
    kernels.addToOperands(count, width, l, r, sums, factorRows);
    kernels.factorGradients(factorRows, cols, width, sums, table, at, gradients);
    const hash = createHash('sha256');
    for (const [address, length] of [
      [table, rows * width],
      [values, samples],
      [sums, rows * width],
    ] as const) {
      hash.update(memory.read(address, length));
    }
    starts.forEach((start) => hash.update(memory.read(gradients + 4 * start, cols)));
    expect(hash.digest('hex')).toBe('edcc315fb3e32a88207f5fdfa3896940e9c65bc1f11298c80f7a1f375801cd4d');
  });
});

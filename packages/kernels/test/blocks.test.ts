// Products over blocks and their gradients against their slow twins, and what they have given since they exist.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import { floats, indices, integers } from './float32.ts';
import { expectSameBits, GuardedMemory } from './guardedMemory.ts';
import * as slow from './slowBlocks.ts';
import { rounded, unbounded, type Unbounded } from './unboundedProduct.ts';
import { size, surroundings, variants } from './variants.ts';

const shape = fc.record({
  width: fc.constantFrom(4, 8, 16, 32, 48),
  /** Columns of a row that no factor has. */
  padding: size(3),
  factorRows: fc.integer({ min: 1, max: 9 }),
  count: size(25),
  samples: size(30),
  /** A table's numbers are between 2^-range and 2^(range + 1). */
  range: fc.constantFrom(1, 30, 60),
  ...surroundings,
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;
const SMALLEST = 2 ** -40;

/** Numbers of both signs, equally likely in every octave of a range. */
const inRange = (count: number, range: number, next: () => number): Float32Array =>
  Float32Array.from({ length: count }, () => {
    const magnitude = (1 + (next() >>> 9) / 2 ** 23) * 2 ** ((next() % (2 * range + 1)) - range);
    return next() % 2 === 0 ? magnitude : -magnitude;
  });

/** All that the kernels need, drawn from a seed; a product has rows before it as operands. */
function draw({ width, padding, factorRows, count, samples, range, seed, flavour }: Shape) {
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
    rowOf: indices(samples, rows, next),
    factors: floats(factorRows * (cols + 2), next, flavour),
    sums: floats(rows * width, next, flavour),
    e: floats(samples, next, flavour),
    terms: floats(samples * width, next, flavour),
    table: inRange(rows * width, range, next),
    products: inRange(samples * width, 1, next),
    exponents: Int32Array.from({ length: samples * width }, () => (next() % 400) - 200),
  };
}

/** A block whose groups form a binary tree over its modes, and the rows of some samples. */
const blocks = fc
  .record({
    modes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 9 }),
    count: size(40),
    seed: fc.nat(),
  })
  .map(({ modes, count, seed }) => {
    const next = integers(seed);
    let factorRows = 0;
    const open = modes.map((rows) => ({ first: (factorRows += rows) - rows, rows }));
    const [starts, left, right]: [number[], number[], number[]] = [[0], [], []];
    while (open.length > 1) {
      const at = next() % (open.length - 1);
      const [a, b] = [open[at]!, open[at + 1]!];
      const rows = 1 + (next() % 12);
      open.splice(at, 2, { first: factorRows + left.length, rows });
      for (let t = 0; t < rows; t++) {
        left.push(a.first + (next() % a.rows));
        right.push(b.first + (next() % b.rows));
      }
      starts.push(left.length);
    }
    const top = open[0]!;
    const block: slow.Block = {
      factorRows,
      starts: Int32Array.from(starts),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
    };
    return { block, rowOf: indices(count, top.rows, next).map((row) => top.first + row) };
  });

describe.each(variants)('blocks, %s', (variant) => {
  const kernels = loadKernels(variant);
  const check = (compare: (given: Shape, memory: GuardedMemory) => void): void =>
    fc.assert(
      fc.property(shape, (given) => compare(given, new GuardedMemory(kernels, given.shift))),
      { numRuns: 120 },
    );
  const integersAt = (address: number, count: number): number[] => [
    ...new Int32Array(kernels.memory.buffer, address, count),
  ];
  /** What is in a table with exponents. */
  const splitAt = (memory: GuardedMemory, m: number, e: number, count: number): Float32Array => {
    const exponents = integersAt(e, count);
    return memory
      .read(m, count)
      .map((x, i) => (exponents[i]! >= 2 ** 29 ? NaN : rounded({ m: x, e: exponents[i]! })));
  };

  /** 16-bit integers, in pairs that fill a word, between guard words. */
  const narrow = (memory: GuardedMemory, data: ArrayLike<number>): number => {
    const even = new Uint16Array(data.length + (data.length % 2));
    even.set(data);
    return memory.input(new Int32Array(even.buffer));
  };

  test('gatherRows16 and gatherRows32', () => {
    fc.assert(
      fc.property(
        size(60),
        size(40),
        fc.integer({ min: 1, max: 20 }),
        surroundings.seed,
        (count, gap, rows, seed) => {
          const next = integers(seed);
          const memory = new GuardedMemory(kernels, seed % 16);
          const blocks = 1 + (seed % 40);
          const rowOf = Uint16Array.from({ length: rows * blocks }, () => next());
          const samples = indices(count, rows, next);
          const at = memory.input(samples);
          const [narrowRows, wideRows] = [narrow(memory, rowOf), memory.input(Int32Array.from(rowOf))];

          const stride = count + gap;
          const wide = memory.output(blocks * stride);
          const expected = new Float32Array(blocks * stride).fill(NaN);
          const words = new Int32Array(expected.buffer);
          for (let b = 0; b < blocks; b++) {
            samples.forEach((s, i) => (words[b * stride + i] = rowOf[s * blocks + b]!));
          }
          kernels.gatherRows32(count, at, blocks, wideRows, stride, wide);
          memory.read(wide, 0);
          expect(integersAt(wide, blocks * stride)).toEqual([...words]);

          const tiled = 8 * Math.ceil(stride / 8);
          const out = memory.output((8 * Math.ceil(blocks / 8) * tiled) / 2);
          kernels.gatherRows16(count, at, blocks, narrowRows, tiled, out);
          memory.read(out, 0);
          for (let b = 0; b < blocks; b++) {
            const found = new Uint16Array(kernels.memory.buffer, out + 2 * b * tiled, count);
            expect([...found]).toEqual(Array.from(samples, (s) => rowOf[s * blocks + b]!));
          }
        },
      ),
    );
  });

  test('selectRows16 and selectRows32', () => {
    fc.assert(
      fc.property(blocks, surroundings.shift, ({ block, rowOf }, shift) => {
        const { factorRows, starts, left, right } = block;
        const [products, rows, count] = [left.length, factorRows + left.length, rowOf.length];
        const expected = slow.selectRows(block, rowOf);
        for (const bytes of [2, 4]) {
          const memory = new GuardedMemory(kernels, shift);
          const input = (data: Int32Array): number =>
            bytes === 2 ? narrow(memory, data) : memory.input(data);
          const scratch = (length: number): number => memory.output(Math.ceil((bytes * length) / 4));
          const [ofSamples, l, r] = [memory.output(count), memory.output(products), memory.output(products)];
          const found = (bytes === 2 ? kernels.selectRows16 : kernels.selectRows32)(
            count,
            input(rowOf),
            factorRows,
            starts.length - 1,
            memory.input(starts),
            input(left),
            input(right),
            memory.output(Math.ceil(rows / 4)),
            scratch(products + 8),
            scratch(rows),
            ofSamples,
            l,
            r,
          );
          memory.read(ofSamples, count);
          expect(found).toBe(expected.products);
          expect(integersAt(ofSamples, count)).toEqual(expected.rowOf);
          expect(integersAt(l, found)).toEqual(expected.left);
          expect(integersAt(r, found)).toEqual(expected.right);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('factorRows and factorGradients', () => {
    check((given, memory) => {
      const { width, factorRows } = given;
      const { cols, starts, factors, sums } = draw(given);
      const [out, at, from] = [
        memory.output(factorRows * width),
        memory.input(starts),
        memory.input(factors),
      ];
      kernels.factorRows(factorRows, cols, width, from, at, SMALLEST, out);
      const expected = slow.factorRows(cols, width, factors, starts, SMALLEST);
      expectSameBits(memory.read(out, expected.length), expected);

      const gradients = memory.output(factors.length, factors);
      kernels.factorGradients(factorRows, cols, width, memory.input(sums), from, at, SMALLEST, gradients);
      expectSameBits(
        memory.read(gradients, factors.length),
        slow.factorGradients(cols, width, sums, factors, starts, SMALLEST, factors),
      );
    });
  });

  test('multiplyRows, multiplyByRows and copyRows', () => {
    check((given, memory) => {
      const { width, factorRows, count, samples } = given;
      const { left, right, sums: any, terms, rowOf } = draw(given);
      const table = memory.output(any.length, any);
      const [l, r] = [memory.input(left), memory.input(right)];
      const range = kernels.multiplyRows(count, width, l, r, table, factorRows);
      const expected = slow.multiplyRows(width, left, right, any, factorRows);
      expectSameBits(memory.read(table, any.length), expected);
      const computed = memory.input(expected.slice(factorRows * width));
      expect(range).toBe(kernels.exponentRange(count * width, computed));

      const products = memory.output(terms.length, terms);
      kernels.multiplyByRows(samples, width, memory.input(rowOf), table, products);
      expectSameBits(memory.read(products, terms.length), slow.multiplyByRows(width, rowOf, expected, terms));
      kernels.copyRows(samples, width, memory.input(rowOf), table, products);
      expectSameBits(memory.read(products, terms.length), slow.copyRows(width, rowOf, expected));
    });
  });

  test('multiplyByRows, splitProducts, joinProducts and sumRows', () => {
    check((given, memory) => {
      const { width, samples } = given;
      const { cols, rowOf, table, products, exponents } = draw(given);
      const running = Array.from(products, (m, i): Unbounded => {
        const { m: mantissa, e } = unbounded(m);
        return { m: mantissa, e: e + exponents[i]! };
      });
      const e = memory.output(exponents.length, new Float32Array(exponents.buffer));
      const [m, values] = [memory.output(products.length, products), memory.output(samples)];
      kernels.multiplyByRows(samples, width, memory.input(rowOf), memory.input(table), m);
      kernels.splitProducts(samples * width, m, e);
      memory.read(m, products.length).forEach((x) => {
        expect(Math.abs(x)).toBeGreaterThanOrEqual(1);
        expect(Math.abs(x)).toBeLessThan(2);
      });
      const expected = slow.multiplyBySplitRows(width, rowOf, slow.splitRows(table), running);
      expect(integersAt(e, exponents.length)).toEqual(expected.map((product) => product.e));
      kernels.joinProducts(products.length, m, e);
      expectSameBits(memory.read(m, products.length), expected.map(rounded));
      kernels.sumRows(samples, cols, width, m, values);
      expectSameBits(memory.read(values, samples), slow.sumRows(cols, width, expected.map(rounded)));
    });
  });

  test('splitRows, multiplySplitRows and multiplyBySplitRows', () => {
    check((given, memory) => {
      const { width, factorRows, count, samples } = given;
      const { left, right, table, products, exponents, rowOf } = draw(given);
      // Products of rows may be anything, factors may be NaN or infinite.
      table.forEach((_, i) => {
        if (given.flavour === 'special' && (i + given.seed) % 23 === 0)
          table[i] = [NaN, Infinity, -Infinity][i % 3]!;
      });
      const [m, e] = [memory.output(table.length, table), memory.output(table.length)];
      kernels.splitRows(factorRows * width, m, e);
      kernels.multiplySplitRows(count, width, memory.input(left), memory.input(right), m, e, factorRows);
      const expected = slow.multiplySplitRows(width, left, right, slow.splitRows(table), factorRows);
      expectSameBits(splitAt(memory, m, e, table.length), expected.map(rounded));

      const [p, pe] = [
        memory.output(products.length, products),
        memory.output(exponents.length, new Float32Array(exponents.buffer)),
      ];
      kernels.multiplyBySplitRows(samples, width, memory.input(rowOf), m, e, p, pe);
      const running = Array.from(products, (x, i) => ({
        ...unbounded(x),
        e: unbounded(x).e + exponents[i]!,
      }));
      expectSameBits(
        splitAt(memory, p, pe, products.length),
        slow.multiplyBySplitRows(width, rowOf, expected, running).map(rounded),
      );
    });
  });

  test('tables with and without exponents give the same bits', () => {
    check((given, memory) => {
      const { width, samples } = given;
      const { rowOf, table, products } = draw(given);
      const [rows, at] = [table.length, memory.input(rowOf)];
      const [m, e] = [memory.output(rows, table), memory.output(rows)];
      const zeros = new Float32Array(products.length);
      const [p, pe, q, qe] = [products, zeros, products, zeros].map((x) => memory.output(x.length, x)) as [
        number,
        number,
        number,
        number,
      ];
      kernels.multiplyByRows(samples, width, at, m, p);
      kernels.splitProducts(samples * width, p, pe);
      kernels.multiplyByRows(samples, width, at, m, p);
      kernels.joinProducts(products.length, p, pe);
      kernels.splitRows(rows, m, e);
      kernels.multiplyBySplitRows(samples, width, at, m, e, q, qe);
      kernels.multiplyBySplitRows(samples, width, at, m, e, q, qe);
      kernels.joinProducts(products.length, q, qe);
      expectSameBits(memory.read(p, products.length), memory.read(q, products.length));
    });
  });

  test('exponentRange', () => {
    const range = (values: Float32Array): number =>
      kernels.exponentRange(values.length, new GuardedMemory(kernels, 1).input(values));
    for (let at = 0; at < 20; at++) {
      for (const [x, exponent] of [
        [1.5, 127],
        [-1, 127],
        [2 ** -60, 67],
        [-(2 ** -126), 1],
        [2 ** -127, 0],
        [-0, 0],
        [-(2 ** 61 - 2 ** 37), 187],
        [2 ** 61, 188],
        [Infinity, 255],
        [-Infinity, 255],
        [NaN, 255],
      ] as const) {
        const values = new Float32Array(20).fill(1);
        values[at] = x;
        expect(range(values)).toBe(Math.min(127, exponent) + 256 * Math.max(127, exponent));
        expect(range(new Float32Array(4).fill(x))).toBe(257 * exponent);
      }
    }
  });

  test('scaleRows, addToRows and addToOperands', () => {
    check((given, memory) => {
      const { width, factorRows, count, samples } = given;
      const { left, right, rowOf, sums, e, terms } = draw(given);
      const scaled = memory.output(terms.length);
      kernels.scaleRows(samples, width, memory.input(terms), memory.input(e), scaled);
      const expected = slow.scaleRows(width, terms, e);
      expectSameBits(memory.read(scaled, terms.length), expected);
      const out = memory.output(sums.length, sums);
      kernels.addToRows(samples, width, memory.input(rowOf), scaled, out);
      const added = slow.addToRows(width, rowOf, expected, sums);
      expectSameBits(memory.read(out, sums.length), added);
      kernels.addToOperands(count, width, memory.input(left), memory.input(right), out, factorRows);
      expectSameBits(
        memory.read(out, sums.length),
        slow.addToOperands(width, left, right, added, factorRows),
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

  test('joined products round once to denormal numbers, to zero and to infinity', () => {
    const memory = new GuardedMemory(kernels, 1);
    const m = Float32Array.of(1, -1, 1.5, -1.5, 1 + 2 ** -23, 1.25, -1.5, 1);
    const e = Int32Array.of(-149, -150, -150, -151, -126, 127, 128, 2 ** 29);
    const products = memory.output(8, m);
    const exponents = memory.output(8, new Float32Array(e.buffer));
    kernels.joinProducts(8, products, exponents);
    expectSameBits(
      memory.read(products, 8),
      Float32Array.of(
        2 ** -149,
        -0,
        2 ** -149,
        -(2 ** -150),
        (1 + 2 ** -23) * 2 ** -126,
        1.25 * 2 ** 127,
        -Infinity,
        NaN,
      ),
    );
    const far = memory.output(4, new Float32Array(Int32Array.of(-1e6, 1e6, -400, 400).buffer));
    const ones = memory.output(4, Float32Array.of(1, 1, -1, -1));
    kernels.joinProducts(4, ones, far);
    expectSameBits(memory.read(ones, 4), Float32Array.of(0, Infinity, -0, -Infinity));
  });

  // No multiply-add: both builds give the same.
  test('results are those of earlier versions', () => {
    const given: Shape = {
      width: 16,
      padding: 1,
      factorRows: 30,
      count: 100,
      samples: 50,
      range: 30,
      seed: 2024,
      flavour: 'ordinary',
      shift: 1,
    };
    const { width, factorRows, count, samples } = given;
    const { cols, starts, left, right, rowOf, factors, e } = draw(given);
    const memory = new GuardedMemory(kernels, given.shift);
    const rows = factorRows + count;
    const [at, l, r, from] = [starts, left, right, factors].map((x) => memory.input(x)) as [
      number,
      number,
      number,
      number,
    ];
    const [table, sums, values] = [
      memory.output(rows * width),
      memory.output(rows * width, new Float32Array(rows * width)),
      memory.output(samples),
    ];
    const products = memory.output(samples * width, new Float32Array(samples * width).fill(1));
    const exponents = memory.output(samples * width, new Float32Array(samples * width));
    const [used, gradients] = [memory.input(rowOf), memory.output(factors.length)];
    kernels.factorRows(factorRows, cols, width, from, at, SMALLEST, table);
    kernels.multiplyRows(count, width, l, r, table, factorRows);
    kernels.multiplyByRows(samples, width, used, table, products);
    kernels.splitProducts(samples * width, products, exponents);
    kernels.multiplyByRows(samples, width, used, table, products);
    kernels.joinProducts(samples * width, products, exponents);
    kernels.sumRows(samples, cols, width, products, values);
    kernels.scaleRows(samples, width, products, memory.input(e), exponents);
    kernels.addToRows(samples, width, used, exponents, sums);
    kernels.addToOperands(count, width, l, r, sums, factorRows);
    kernels.factorGradients(factorRows, cols, width, sums, from, at, SMALLEST, gradients);
    const hash = createHash('sha256');
    hash.update(memory.read(table, rows * width));
    hash.update(memory.read(values, samples));
    // Columns that no factor has may have any sums.
    hash.update(memory.read(sums, rows * width).map((sum, i) => (i % width < cols ? sum : 0)));
    starts.forEach((start) => hash.update(memory.read(gradients + 4 * start, cols)));
    expect(hash.digest('hex')).toBe('901f27401923080561c1750b7e8caf485bf5accbe93b7ef4725daf09f455de73');
  });
});

// gemm against its slow twin: all tails, strides, blocks of k, numbers, addresses.
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import type { Kernels } from '../src/index.ts';
import { floats, integers, multiplyAddOf } from './float32.ts';
import type { Flavour } from './float32.ts';
import { expectSameBits, GuardedMemory } from './guardedMemory.ts';
import * as slow from './slowKernels.ts';
import { size, surroundings, variants } from './variants.ts';

interface Case {
  sizes: [m: number, n: number, k: number];
  /** How an operand lies in memory: as it is, transposed, or with a gap between neighbours in both directions. */
  layouts: [a: Layout, b: Layout];
  cGap: number;
  seed: number;
  flavour: Flavour;
  shift: number;
}

type Layout = 'rows' | 'columns' | 'gaps';

function strides(layout: Layout, rows: number, cols: number): [row: number, col: number] {
  if (layout === 'rows') return [cols, 1];
  return layout === 'columns' ? [1, rows] : [2 * cols + 3, 2];
}

function check(kernels: Kernels, { sizes, layouts, cGap, seed, flavour, shift }: Case): void {
  const [m, n, k] = sizes;
  const next = integers(seed);
  const memory = new GuardedMemory(kernels, shift);
  const [aRow, aCol] = strides(layouts[0], m, k);
  const [bRow, bCol] = strides(layouts[1], k, n);
  const a = floats(m * aRow + k * aCol, next, flavour);
  const b = floats(k * bRow + n * bCol, next, flavour);
  const cRow = n + cGap;
  const cBefore = floats(m * cRow, next, 'ordinary');
  const c = memory.output(m * cRow, cBefore);
  const scratch = memory.output(kernels.gemmScratchBytes(m, n, k) / 4);
  kernels.gemm(m, n, k, memory.input(a), aRow, aCol, memory.input(b), bRow, bCol, c, cRow, scratch);

  const product = slow.gemm(
    multiplyAddOf(kernels.variant),
    sizes,
    (i, p) => a[i * aRow + p * aCol]!,
    (p, j) => b[p * bRow + j * bCol]!,
  );
  const expected = cBefore.map((before, at) => {
    const j = at % cRow;
    return j < n ? product[Math.floor(at / cRow) * n + j]! : before;
  });
  expectSameBits(memory.read(c, m * cRow), expected);
}

const layout = fc.constantFrom<Layout>('rows', 'columns', 'gaps');

const tiles = variants.flatMap((variant) => [true, false].map((wide) => ({ variant, wide })));

describe.each(tiles)('gemm, $variant, wide tiles: $wide', ({ variant, wide }) => {
  const kernels = loadKernels(variant, wide);
  const rest = { layouts: fc.tuple(layout, layout), cGap: fc.integer({ min: 0, max: 2 }), ...surroundings };

  test('small sizes', () => {
    const sizes = fc.tuple(size(40), size(40), size(40));
    fc.assert(
      fc.property(fc.record({ sizes, ...rest }), (example) => check(kernels, example)),
      { numRuns: 400 },
    );
  });

  test('narrow ones with several blocks of k', () => {
    const [few, many] = [fc.integer({ min: 1, max: 9 }), fc.integer({ min: 500, max: 1600 })];
    fc.assert(
      fc.property(fc.record({ sizes: fc.tuple(few, few, many), ...rest }), (example) =>
        check(kernels, example),
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['rows', 'rows'],
    ['columns', 'rows'],
    ['rows', 'columns'],
  ] as const)('operands that outgrow the first-level cache, %s by %s', (a, b) => {
    const common = {
      layouts: [a, b] as [Layout, Layout],
      cGap: 0,
      seed: 5,
      flavour: 'ordinary' as const,
      shift: 1,
    };
    check(kernels, { sizes: [20, 33, 600], ...common });
    check(kernels, { sizes: [100, 100, 70], ...common });
    // These fill the scratch memory to its last byte.
    check(kernels, { sizes: [96, 32, 64], ...common });
    check(kernels, { sizes: [30, 26, 1024], ...common });
  });

  test('k = 0 gives 0', () => {
    check(kernels, {
      sizes: [3, 5, 0],
      layouts: ['rows', 'rows'],
      cGap: 1,
      seed: 1,
      flavour: 'ordinary',
      shift: 0,
    });
  });
});

/** Matrix products on the GPU: all tiles, awkward sizes, transposes, members. */
import { describe, expect, it } from 'vitest';
import { gemm } from '../../src/webgpu/gemm/gemm.ts';
import { tileOf, type Product } from '../../src/webgpu/gemm/tile.ts';
import { noVulkan } from '../vulkan.ts';
import { fieldsOf, testCohort } from './cohort.ts';

const MEMBERS = 4;
/** The others must stay as they are. */
const LOADED = [3, 0];

/** What a product is made from, and how far a number that is found may be from what it must be. */
interface Numbers {
  a(at: number): number;
  b(at: number): number;
  expected(terms: readonly number[], before: number): number;
  tolerance(terms: readonly number[], before: number): number;
}

const noise = (at: number): number => ((Math.sin(at + 1) * 43758.5453) % 1) * 2;

/** Products by powers of two are exact, so the chain has the same bits with and without a fused multiply-add. */
const exactProducts: Numbers = {
  a: (at) => Math.sign(noise(3 * at)) * 2 ** Math.round(6 * noise(at)),
  b: noise,
  expected: (terms, before) =>
    Math.fround(before + terms.reduce((chain, term) => Math.fround(chain + term), 0)),
  tolerance: () => 0,
};

const roundedProducts: Numbers = {
  a: (at) => noise(at + 0.5),
  b: noise,
  expected: (terms, before) => terms.reduce((sum, term) => sum + term, before),
  tolerance: (terms, before) =>
    (terms.length + 2) * 2 ** -24 * terms.reduce((sum, term) => sum + Math.abs(term), Math.abs(before)),
};

async function check(product: Product, numbers: Numbers): Promise<void> {
  const { m, n, k, transposeA, transposeB, accumulate } = product;
  const { fields, floatsPerMember } = fieldsOf({ first: 1, c: m * n, a: m * k, between: 3, b: k * n });
  const { a, b, c } = fields;
  const values = Float32Array.from({ length: MEMBERS * floatsPerMember }, (_, at) => {
    const inMember = at % floatsPerMember;
    return inMember >= a.offset && inMember < a.offset + a.length ? numbers.a(at) : numbers.b(at);
  });
  const cohort = await testCohort(values, floatsPerMember, LOADED);
  const found = await cohort.run([await gemm(cohort, { ...product, a, b, c })]);
  cohort.destroy();
  const wrong: string[] = [];
  const untouched = Float32Array.from(values);
  for (const slot of LOADED) {
    const first = slot * floatsPerMember;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const at = first + c.offset + i * n + j;
        const terms = Array.from(
          { length: k },
          (_, p) =>
            values[first + a.offset + (transposeA ? p * m + i : i * k + p)]! *
            values[first + b.offset + (transposeB ? j * k + p : p * n + j)]!,
        );
        const before = accumulate ? values[at]! : 0;
        const expected = numbers.expected(terms, before);
        if (!(Math.abs(found[at]! - expected) <= numbers.tolerance(terms, before))) {
          wrong.push(`slot ${slot}, row ${i}, column ${j}: ${found[at]} instead of ${expected}`);
        }
        untouched[at] = found[at]!;
      }
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(found, 'numbers outside C').toEqual(untouched);
}

const text = ({ m, n, k, transposeA, transposeB, accumulate }: Product): string =>
  `C ${accumulate ? '+' : ''}= A${transposeA ? "'" : ''} B${transposeB ? "'" : ''}, ${m} x ${n} x ${k}`;

const products: Product[] = [
  { m: 1, n: 1, k: 1 },
  { m: 5, n: 3, k: 7, transposeA: true },
  { m: 33, n: 31, k: 17, transposeB: true, accumulate: true },
  { m: 9, n: 36, k: 100, accumulate: true },
  { m: 40, n: 30, k: 5, transposeA: true, transposeB: true },
  { m: 66, n: 68, k: 18 },
  { m: 64, n: 64, k: 64, transposeA: true },
  { m: 64, n: 128, k: 33, transposeB: true, accumulate: true },
  { m: 128, n: 124, k: 9 },
  { m: 256, n: 127, k: 16, transposeA: true, transposeB: true },
];

describe.skipIf(noVulkan)('gemm', () => {
  it.each(products.map((product) => [text(product), product] as const))(
    '%s: every element is one chain of ascending terms',
    (_, product) => check(product, exactProducts),
  );

  it.each([
    { m: 31, n: 65, k: 129, transposeB: true },
    { m: 128, n: 128, k: 20, accumulate: true },
  ])('$m x $n x $k: rounds each term', (product) => check(product, roundedProducts));

  it('has these tiles by size', () => {
    const rowsAndCols = (m: number, n: number): number[] => {
      const { rows, cols } = tileOf({ m, n, k: 1 });
      return [rows, cols];
    };
    expect(rowsAndCols(32, 32)).toEqual([32, 32]);
    expect(rowsAndCols(33, 32)).toEqual([64, 32]);
    expect(rowsAndCols(1, 512)).toEqual([32, 64]);
    expect(rowsAndCols(64, 512)).toEqual([64, 64]);
    expect(rowsAndCols(129, 512)).toEqual([64, 64]);
    expect(rowsAndCols(500, 512)).toEqual([128, 128]);
  });
});

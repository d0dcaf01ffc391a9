/** What is measured on the GPU, beside the host's float64. */
import { RandomStream } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { singularValues as exactSingularValues } from '../../../core/src/tensor/singularValues.ts';
import { dotProducts } from '../../src/webgpu/measure/dotProducts.ts';
import { isForDevice, singularValues } from '../../src/webgpu/measure/singularValues.ts';
import { noVulkan } from '../vulkan.ts';
import { testCohort } from './cohort.ts';

const LOADED = [2, 0, 3];
const MEMBERS = 4;

const gaussians = (count: number, seed: number): Float64Array =>
  new RandomStream(seed, 'measure').gaussians(count);

type Element = (i: number, j: number) => number;

function lowRank(rows: number, cols: number, rank: number, noise: number): Element {
  const [left, right, rest] = [
    gaussians(rows * rank, 1),
    gaussians(rank * cols, 2),
    gaussians(rows * cols, 3),
  ];
  return (i, j) => {
    let sum = noise * rest[i * cols + j]!;
    for (let r = 0; r < rank; r++) sum += left[i * rank + r]! * right[r * cols + j]!;
    return sum;
  };
}

const noise = gaussians(12_000, 4);
const dense: Element = (i, j) => noise[100 * i + j]!;

/** Few sizes, because each has a kernel of its own. */
const matrices: Record<string, [rows: number, cols: number, element: Element]> = {
  dense: [40, 40, dense],
  'tall, odd': [90, 17, dense],
  'one column': [9, 1, dense],
  zero: [40, 40, () => 0],
  'rank 5': [40, 40, lowRank(40, 40, 5, 0)],
  'rank 5 and noise': [40, 40, lowRank(40, 40, 5, 1e-5)],
  'graded down': [40, 40, (i, j) => dense(i, j) * 2 ** -j],
  'graded up': [40, 40, (i, j) => dense(i, j) * 2 ** (j - 40)],
  clustered: [40, 40, (i, j) => Number(i === j) + 1e-6 * dense(i, j)],
  shift: [40, 40, (i, j) => Number(i + 1 === j)],
  tiny: [40, 40, (i, j) => 1e-30 * dense(i, j)],
  huge: [40, 40, (i, j) => 1e36 * dense(i, j)],
  'too large for the workgroup': [600, 20, (i, j) => noise[20 * i + j]!],
};

/** The kernel's errors are sums of roundings of float32 numbers. */
const BOUND = 4e-6;

describe.skipIf(noVulkan)('singular values', () => {
  /** Members have the matrix times 1, 2, ..., each at its own place; the last of the loaded is spoilt if `wrong` is given. */
  async function find(
    [rows, cols, element]: [number, number, Element],
    { wrong, invocations }: { wrong?: number; invocations?: number } = {},
  ) {
    const floatsPerMember = 64 * Math.ceil((rows * cols + 10) / 64);
    const values = new Float32Array(MEMBERS * floatsPerMember);
    // Numbers lie backwards, row by row.
    const placeOf = (i: number, j: number): number => rows * cols + 4 - (i * cols + j);
    for (let slot = 0; slot < MEMBERS; slot++) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < cols; j++)
          values[slot * floatsPerMember + placeOf(i, j)] = (slot + 1) * element(i, j);
      }
    }
    if (wrong !== undefined) values[LOADED.at(-1)! * floatsPerMember + placeOf(rows - 1, 0)] = wrong;
    const places = Uint32Array.from({ length: rows * cols }, (_, at) =>
      placeOf(at % rows, Math.floor(at / rows)),
    );
    const cohort = await testCohort(values, floatsPerMember, LOADED);
    const found = await cohort.find(await singularValues(cohort, { rows, cols, places }, invocations));
    cohort.destroy();
    return LOADED.map((slot, i) => {
      const matrix = Float64Array.from(
        { length: rows * cols },
        (_, at) => values[slot * floatsPerMember + placeOf(Math.floor(at / cols), at % cols)]!,
      );
      return {
        found: Float64Array.from(found[i]!).sort().reverse(),
        expected: exactSingularValues({ rows, cols, values: matrix }),
      };
    });
  }

  /** With as many invocations as the device is given otherwise, with those of a GPU, and with some in between. */
  const cases = Object.entries(matrices).flatMap(([name, matrix]) =>
    (name === 'dense' || name === 'tall, odd' ? [undefined, 256, 20] : [undefined]).map(
      (invocations) => [name, invocations, matrix] as const,
    ),
  );

  it.each(cases)('%s (invocations: %s)', async (_, invocations, matrix) => {
    for (const { found, expected } of await find(matrix, invocations === undefined ? {} : { invocations })) {
      found.forEach((sigma, k) =>
        expect(Math.abs(sigma - expected[k]!), `number ${k}`).toBeLessThanOrEqual(BOUND * expected[0]!),
      );
      expect(found.length).toBe(expected.length);
    }
  });

  it('keeps small ones of graded columns, each with a small relative error', async () => {
    for (const { found, expected } of await find(matrices['graded down']!)) {
      found.forEach((sigma, k) => expect(Math.abs(sigma / expected[k]! - 1)).toBeLessThan(3e-5));
    }
  });

  it.each([NaN, Infinity])('are all NaN for a member with a %d, and only there', async (wrong) => {
    const [first, , last] = await find([40, 40, dense], { wrong });
    expect([...last!.found]).toEqual(Array.from({ length: 40 }, () => NaN));
    expect(Math.abs(first!.found[0]! / first!.expected[0]! - 1)).toBeLessThan(BOUND);
  });

  it('are found here for matrices that are neither small nor very large', () => {
    expect([15, 16, 128, 129].map((cols) => isForDevice({ rows: 500, cols }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isForDevice({ rows: 64, cols: 512 })).toBe(true);
  });
});

describe.skipIf(noVulkan)('dot products', () => {
  it('are those of vectors anywhere in a share, with any stride', async () => {
    const floatsPerMember = 256;
    const values = Float32Array.from(gaussians(MEMBERS * floatsPerMember, 5));
    const pairs = [
      { a: 3, b: 3, stride: 1, length: 100 },
      { a: 0, b: 120, stride: 7, length: 19 },
      { a: 255, b: 0, stride: 1, length: 1 },
      { a: 9, b: 9, stride: 5, length: 0 },
      ...Array.from({ length: 90 }, (_, j) => ({ a: j, b: j + 128, stride: 90, length: 1 })),
    ];
    const cohort = await testCohort(values, floatsPerMember, LOADED);
    const found = await cohort.find(await dotProducts(cohort, pairs));
    cohort.destroy();
    LOADED.forEach((slot, m) => {
      const share = values.subarray(slot * floatsPerMember);
      pairs.forEach(({ a, b, stride, length }, p) => {
        const terms = Array.from({ length }, (_, i) => share[a + i * stride]! * share[b + i * stride]!);
        const exact = terms.reduce((sum, term) => sum + term, 0);
        const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
        expect(Math.abs(found[m]![p]! - exact)).toBeLessThanOrEqual((length + 1) * 2 ** -24 * size);
      });
      expect(found[m]!.length).toBe(pairs.length);
    });
  });
});

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { RandomStream } from '../src/random/stream.ts';
import type { Matrix } from '../src/tensor/shape.ts';
import { singularValues } from '../src/tensor/singularValues.ts';

/** The slow twin: one-sided Jacobi, rotating pairs of columns until all are orthogonal. */
function jacobiSingularValues({ rows, cols, values }: Matrix): number[] {
  const a = values.slice();
  const dot = (p: number, q: number) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += a[i * cols + p]! * a[i * cols + q]!;
    return sum;
  };
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < cols; p++) {
      for (let q = p + 1; q < cols; q++) {
        const [alpha, beta, gamma] = [dot(p, p), dot(q, q), dot(p, q)];
        if (Math.abs(gamma) <= 1e-16 * Math.sqrt(alpha * beta)) continue;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cos = 1 / Math.sqrt(1 + t * t);
        for (let i = 0; i < rows; i++) {
          const [x, y] = [a[i * cols + p]!, a[i * cols + q]!];
          a[i * cols + p] = cos * (x - t * y);
          a[i * cols + q] = cos * (t * x + y);
        }
      }
    }
  }
  return Array.from({ length: cols }, (_, p) => Math.sqrt(dot(p, p)))
    .sort((x, y) => y - x)
    .slice(0, Math.min(rows, cols));
}

const gaussian = (rows: number, cols: number, seed: number): Matrix => ({
  rows,
  cols,
  values: new RandomStream(seed, 'matrix').gaussians(rows * cols),
});

function product(A: Matrix, B: Matrix): Matrix {
  const values = new Float64Array(A.rows * B.cols);
  for (let i = 0; i < A.rows; i++)
    for (let k = 0; k < A.cols; k++)
      for (let j = 0; j < B.cols; j++)
        values[i * B.cols + j]! += A.values[i * A.cols + k]! * B.values[k * B.cols + j]!;
  return { rows: A.rows, cols: B.cols, values };
}

function expectSame(matrix: Matrix): void {
  const expected = jacobiSingularValues(matrix);
  const found = singularValues(matrix);
  expect(found.length).toBe(expected.length);
  found.forEach((sigma, k) =>
    expect(Math.abs(sigma - expected[k]!)).toBeLessThan(1e-12 * (expected[0]! + 1e-300)),
  );
}

describe('singularValues', () => {
  it('agrees with one-sided Jacobi on random shapes and ranks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        (rows, cols, rank, seed) =>
          expectSame(product(gaussian(rows, rank, seed), gaussian(rank, cols, seed + 1))),
      ),
      { numRuns: 60 },
    );
  });

  it('handles graded, zero and diagonal matrices', () => {
    expectSame({ rows: 3, cols: 3, values: Float64Array.of(1, 0, 0, 0, 1e-8, 0, 0, 0, 1e-16) });
    expectSame({ rows: 4, cols: 3, values: new Float64Array(12) });
    expectSame({ rows: 3, cols: 3, values: Float64Array.of(0, 1, 0, 0, 0, 1, 0, 0, 0) });
    expectSame({ rows: 3, cols: 3, values: Float64Array.of(1, 1, 0, 0, 0, 1, 0, 0, 2) });
    expectSame({ rows: 1, cols: 5, values: Float64Array.of(3, 0, 4, 0, 0) });
  });

  it('finds a 64 x 64 matrix of rank 5 to have five', () => {
    const found = singularValues(product(gaussian(64, 5, 1), gaussian(5, 64, 2)));
    expect(found.filter((sigma) => sigma > 1e-12 * found[0]!).length).toBe(5);
  });

  it('lets NaN and infinities through', () => {
    expect([...singularValues({ rows: 2, cols: 2, values: Float64Array.of(1, NaN, 0, 1) })]).toEqual([
      NaN,
      NaN,
    ]);
    expect([...singularValues({ rows: 2, cols: 1, values: Float64Array.of(Infinity, 0) })]).toEqual([NaN]);
  });
});

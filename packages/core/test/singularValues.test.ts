import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { RandomStream } from '../src/random/stream.ts';
import type { Matrix } from '../src/tensor/shape.ts';
import { bidiagonalSingularValues } from '../src/tensor/bidiagonal.ts';
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

  it('handles what is near the ends of float64, and far apart', () => {
    for (const size of [1e300, 1e-300, 5e-324]) {
      const found = singularValues({ rows: 2, cols: 2, values: Float64Array.of(0, size, size, 0) });
      found.forEach((sigma) => expect(Math.abs(sigma / size - 1)).toBeLessThan(1e-14));
    }
    const apart = singularValues({ rows: 3, cols: 2, values: Float64Array.of(1e-200, 0, 0, 1, 1e-200, 0) });
    expect(apart[0]).toBe(1);
    expect(apart[1]).toBeLessThan(2e-200);
  });

  it('handles what is slow to converge: clusters, repeated pairs, steps up and down', () => {
    const n = 24;
    const matrix = (element: (i: number, j: number) => number): Matrix => ({
      rows: n,
      cols: n,
      values: Float64Array.from({ length: n * n }, (_, at) => element(Math.floor(at / n), at % n)),
    });
    const noise = gaussian(n, n, 3).values;
    const above = (i: number, j: number): number => Number(i + 1 === j);
    const diagonal = (i: number, j: number): number => Number(i === j);
    expectSame(matrix(() => 1));
    expectSame(matrix(above));
    expectSame(matrix((i, j) => diagonal(i, j) + above(i, j)));
    expectSame(matrix((i, j) => diagonal(i, j) + 1e-6 * noise[i * n + j]!));
    expectSame(matrix((i, j) => Math.abs(12 - i) * diagonal(i, j) + above(i, j))); // Wilkinson's, from pairs
    expectSame(matrix((i, j) => noise[i * n + j]! * 2 ** -i));
    expectSame(matrix((i, j) => noise[i * n + j]! * 2 ** (j - n)));
    expectSame(matrix((i, j) => 1 / (i + j + 1)));
  });

  it('lets NaN and infinities through', () => {
    expect([...singularValues({ rows: 2, cols: 2, values: Float64Array.of(1, NaN, 0, 1) })]).toEqual([
      NaN,
      NaN,
    ]);
    expect([...singularValues({ rows: 2, cols: 1, values: Float64Array.of(Infinity, 0) })]).toEqual([NaN]);
  });
});

describe('bidiagonalSingularValues', () => {
  /** The matrix written out. */
  const full = (diagonal: ArrayLike<number>, superdiagonal: ArrayLike<number>): Matrix => {
    const n = diagonal.length;
    const values = new Float64Array(n * n);
    for (let k = 0; k < n; k++) {
      values[k * n + k] = diagonal[k]!;
      if (k + 1 < n) values[k * n + k + 1] = superdiagonal[k]!;
    }
    return { rows: n, cols: n, values };
  };

  it('agrees with one-sided Jacobi, zeros and wide ranges included', () => {
    const entry = fc.oneof(
      // What is smaller counts as zero.
      fc.double({ min: -2, max: 2, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-150),
      fc.constantFrom(0, 1, -1, 1e-9, 1e-17),
      fc.integer({ min: -30, max: 0 }).map((exponent) => 2 ** exponent),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 14 }), (entries) => {
        const largest = Math.max(...entries.flat().map(Math.abs));
        fc.pre(largest === 0 || largest > 1e-75); // products of squares would underflow
        const diagonal = Float64Array.from(entries, ([d]) => d);
        const superdiagonal = Float64Array.from(entries.slice(1), ([, f]) => f);
        const expected = jacobiSingularValues(full(diagonal, superdiagonal));
        const found = bidiagonalSingularValues(diagonal, superdiagonal);
        expect(found.length).toBe(expected.length);
        found.forEach((sigma, k) =>
          expect(Math.abs(sigma - expected[k]!)).toBeLessThan(1e-13 * (expected[0]! + 1e-300)),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('looks at no more of the superdiagonal than there is, and at nothing of an empty matrix', () => {
    expect([...bidiagonalSingularValues(Float64Array.of(-3), Float64Array.of(NaN))]).toEqual([3]);
    expect([...bidiagonalSingularValues(Float64Array.of(4, 3), Float64Array.of(0, NaN))]).toEqual([4, 3]);
    expect([...bidiagonalSingularValues(new Float64Array(0), new Float64Array(0))]).toEqual([]);
  });

  it.each([NaN, Infinity])('gives NaN for %d', (special) => {
    for (let at = 0; at < 5; at++) {
      const entries = Float64Array.of(1, 2, 3, 4, 5).with(at, special);
      expect([...bidiagonalSingularValues(entries.subarray(0, 3), entries.subarray(3))]).toEqual([
        NaN,
        NaN,
        NaN,
      ]);
    }
  });
});

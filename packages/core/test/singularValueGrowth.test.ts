/** Growth of singular values, found without their vectors, beside matrices whose vectors are known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../src/models/models.ts';
import { metricSet } from '../src/runMetrics.ts';
import { singularValueGrowth } from '../src/metrics/singularValueGrowth.ts';
import { RandomStream } from '../src/random/stream.ts';
import { euclideanNorm } from '../src/tensor/shape.ts';
import { singularValues } from '../src/tensor/singularValues.ts';
import { referenceSnapshot } from './referenceSnapshot.ts';
import { models, parse } from './support.ts';

type Vector = Float64Array;
type Entry = (i: number, j: number) => number;

const dot = (a: Vector, b: Vector): number => a.reduce((total, x, i) => total + x * b[i]!, 0);

/** k orthonormal vectors of n numbers: random ones, each without what lies along those before (Gram-Schmidt, twice). */
function orthonormal(k: number, n: number, stream: RandomStream): Vector[] {
  const basis: Vector[] = [];
  for (let r = 0; r < k; r++) {
    let v = stream.gaussians(n);
    for (const b of [...basis, ...basis]) {
      const along = dot(v, b);
      v = v.map((x, i) => x - along * b[i]!);
    }
    const length = euclideanNorm(v);
    basis.push(v.map((x) => x / length));
  }
  return basis;
}

/** Row-major. */
const matrix = (rows: number, cols: number, entry: Entry): Vector =>
  Float64Array.from({ length: rows * cols }, (_, at) => entry(Math.floor(at / cols), at % cols));

/** sum_r sigma_r u_r v_r^T */
const product = (U: readonly Vector[], sigmas: readonly number[], V: readonly Vector[]): Vector =>
  matrix(U[0]!.length, V[0]!.length, (i, j) =>
    sigmas.reduce((total, sigma, r) => total + sigma * U[r]![i]! * V[r]![j]!, 0),
  );

/** u^T G v */
const between = (u: Vector, G: Vector, v: Vector): number =>
  u.reduce((total, x, i) => total + x * dot(G.subarray(i * v.length, (i + 1) * v.length), v), 0);

const growthOf = (rows: number, cols: number, W: Vector, G: Vector): Vector =>
  singularValueGrowth(
    (h) => singularValues({ rows, cols, values: W.map((value, i) => value + h * G[i]!) }),
    euclideanNorm(G),
  );

const dimension = fc.integer({ min: 1, max: 8 });

describe('growth of singular values', () => {
  it('is -u^T G v of their vectors, whatever the shape, the sizes and the gradient', () => {
    fc.assert(
      fc.property(
        dimension,
        dimension,
        fc.nat(),
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: -9, max: 9 }),
        (rows, cols, seed, exponent, gradientExponent) => {
          const stream = new RandomStream(seed, 'matrix');
          const count = Math.min(rows, cols);
          const [U, V] = [orthonormal(count, rows, stream), orthonormal(count, cols, stream)];
          const size = 10 ** exponent;
          const sigmas = U.map((_, r) => size * (count - r + 0.5 * stream.uniform()));
          const G = stream.gaussians(rows * cols).map((x) => x * 10 ** gradientExponent);
          const found = growthOf(rows, cols, product(U, sigmas, V), G);
          expect(found.length).toBe(count);
          found.forEach((growth, r) =>
            expect(Math.abs(growth + between(U[r]!, G, V[r]!))).toBeLessThan(1e-5 * euclideanNorm(G)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of a diagonal matrix is minus the diagonal of the gradient', () => {
    const W = matrix(3, 4, (i, j) => (i === j ? [5, -3, 1][i]! : 0));
    const G = matrix(3, 4, (i, j) => (i === j ? [0.5, -2, 0][i]! : i - j));
    const found = growthOf(3, 4, W, G);
    [-0.5, -2, 0].forEach((expected, r) => expect(found[r]).toBeCloseTo(expected, 5));
  });

  it('is shared by singular values that are equal', () => {
    const W = matrix(3, 3, (i, j) => (i === j ? [2, 2, 1][i]! : 0));
    const G = matrix(3, 3, (i, j) => (i === j ? [-1, -4, -0.5][i]! : 0));
    const found = growthOf(3, 3, W, G);
    [2.5, 2.5, 0.5].forEach((expected, r) => expect(found[r]).toBeCloseTo(expected, 5));
  });

  it('is told apart where they differ by a millionth', () => {
    const W = matrix(2, 2, (i, j) => (i === j ? 1 - 1e-6 * i : 0));
    const found = growthOf(2, 2, W, Float64Array.of(-1, 5, 5, -3));
    [1, 3].forEach((expected, r) => expect(found[r]).toBeCloseTo(expected, 4));
  });

  it('of a zero matrix or a zero gradient is 0; of what is not known, NaN', () => {
    const [zero, ones] = [new Float64Array(6), new Float64Array(6).fill(1)];
    expect([...growthOf(2, 3, zero, ones)]).toEqual([0, 0]);
    expect([...growthOf(2, 3, ones, zero)]).toEqual([0, 0]);
    expect([...growthOf(2, 3, zero, zero)]).toEqual([0, 0]);
    expect([...growthOf(2, 3, ones.with(2, NaN), ones)]).toEqual([NaN, NaN]);
    expect([...growthOf(2, 3, ones, ones.with(2, NaN))]).toEqual([NaN, NaN]);
    expect([...growthOf(2, 3, ones.with(2, Infinity), ones)]).toEqual([NaN, NaN]);
  });
});

it('gamma_singular_value is that of -dL/dW_e, the largest singular value first, as many as asked for', () => {
  const { model, dims } = models['matrix L=2']!; // (4, 4) and (4, 5)
  const config = parse({
    model,
    task: { kind: 'completion', dims, observed: 3, target: { kind: 'gaussian' } },
    init: { std: 1 },
    record: { metrics: ['gamma_singular_value', 'singular_value'], top: 3 },
  });
  const network = networkOf(config.model, dims);
  const stream = new RandomStream(7, 'matrix');
  const [U, V] = [orthonormal(4, 4, stream), orthonormal(4, 5, stream)];
  const sigmas = [1, 4, 2, 3];
  const [left, right] = [matrix(4, 4, (i, r) => sigmas[r]! * U[r]![i]!), matrix(4, 5, (r, j) => V[r]![j]!)];
  const observed = Int32Array.of(0, 7, 19); // entries (0,0), (1,2) and (3,4)
  const y = Float32Array.of(1, -2, 0.5);
  const W = product(U, sigmas, V);
  const G = new Float64Array(20);
  observed.forEach((at, k) => (G[at] = (2 * (W[at]! - y[k]!)) / 3)); // of the mean of squares
  const set = metricSet(config, network);
  const snapshot = referenceSnapshot(
    {
      network,
      problem: { kind: 'completion', dims, target: new Float32Array(20), observed, y },
      loss: { kind: 'mse' },
      parameters: [left, right],
    },
    set.needs,
  );
  expect(set.names.slice(0, 3)).toEqual([1, 2, 3].map((k) => `gamma_singular_value_${k}`));
  const values = set.compute(snapshot);
  [1, 3, 2].forEach((r, k) => {
    expect(values[3 + k]).toBeCloseTo(sigmas[r]!, 12);
    expect(values[k]).toBeCloseTo(-between(U[r]!, G, V[r]!), 5);
  });
});

/** Fits of a CP, and what they are made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanSquareGradient } from '../src/cpRank/adam.ts';
import { bestOf, cpMethods, fitCp } from '../src/cpRank/fitCp.ts';
import { khatriRaoOfOthers, gramOfOthers } from '../src/cpRank/khatriRao.ts';
import { solveRows } from '../src/cpRank/ridgeSolve.ts';
import { networkOf } from '../src/models/models.ts';
import { lossAndGradient } from '../src/reference/objective.ts';
import { matricization } from '../src/tensor/shape.ts';
import {
  cpTensor,
  gaussianFactors,
  gaussianTensor,
  norm,
  plantedCase,
  plantedTensor,
} from './cpRankSupport.ts';

const anyDims = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 });
const anyRank = fc.integer({ min: 1, max: 4 });

describe('fitCp', () => {
  it.each(cpMethods)('gives by %s what has the error that it tells', (method) => {
    fc.assert(
      fc.property(anyDims, anyRank, fc.nat(), (dims, rank, seed) => {
        const tensor = gaussianTensor(dims, seed);
        const fit = fitCp(tensor, rank, { method, seed, starts: 2, maxSweeps: 30 });
        const factors = fit.factors.map((A, n) =>
          n === 0 ? A.map((entry, at) => entry * fit.weights[at % rank]!) : A,
        );
        const W = cpTensor(dims, factors).values;
        const error = norm(W.map((value, at) => value - tensor.values[at]!)) / norm(tensor.values);
        expect(Math.abs(error - fit.relativeError)).toBeLessThan(1e-12);
        for (const A of fit.factors) {
          for (let r = 0; r < rank; r++) {
            expect(Math.abs(norm(A.filter((_, at) => at % rank === r)) - 1)).toBeLessThan(1e-12);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('never raises the error in a sweep of als, collinear factors and too many components included', () => {
    fc.assert(
      fc.property(
        anyDims,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 0.9, 0.999999),
        fc.nat(),
        (dims, rank, collinearity, seed) => {
          let before = Infinity;
          let start = 0;
          fitCp(plantedTensor(dims, 3, seed, collinearity), rank, {
            seed,
            starts: 2,
            maxSweeps: 60,
            onSweep(error, ofStart) {
              if (ofStart !== start) before = Infinity;
              start = ofStart;
              expect(error).toBeLessThanOrEqual(before + 1e-13);
              before = error;
            },
          });
          expect(start).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds planted components to the last digits', () => {
    fc.assert(
      fc.property(plantedCase, ({ tensor, rank }) => {
        const fit = fitCp(tensor, rank, { errorBelow: 1e-11, starts: 20 });
        expect(fit.relativeError).toBeLessThan(1e-11);
      }),
      { numRuns: 40 },
    );
  });

  it.each(cpMethods)('converges by %s to the best fit of rank 1 of an orthogonal tensor', (method) => {
    // 3 e_1 (x) e_1 (x) e_1 + 2 e_2 (x) e_2 (x) e_2 has two: of error 2 and 3, over sqrt(13).
    const tensor = { dims: [2, 2, 2], values: Float64Array.of(3, 0, 0, 0, 0, 0, 0, 2) };
    const fit = fitCp(tensor, 1, { method, starts: 8 });
    expect(fit).toMatchObject({ converged: true, starts: 8 });
    expect(fit.relativeError).toBeCloseTo(2 / Math.sqrt(13), 12);
    expect(fit.weights[0]).toBeCloseTo(3, 6);
  });

  it('has not converged with one start, nor where no sweeps are left', () => {
    const tensor = gaussianTensor([3, 3, 3], 1);
    expect(fitCp(tensor, 1, { starts: 1 }).converged).toBe(false);
    expect(fitCp(tensor, 1, { maxSweeps: 2 })).toMatchObject({ converged: false, sweeps: 2, starts: 5 });
  });

  it('gives the nearest that Adam came, which may have gone on to worse', () => {
    const run = (maxSweeps: number) => {
      const errors: number[] = [];
      const onSweep = (error: number): unknown => errors.push(error);
      const fit = fitCp(gaussianTensor([3, 3, 3], 2), 4, { method: 'adam', starts: 1, maxSweeps, onSweep });
      return { errors, relativeError: fit.relativeError };
    };
    const firstRise = run(3000).errors.findIndex((error, i, all) => i > 0 && error > all[i - 1]!);
    expect(firstRise).toBeGreaterThan(0);
    const { errors, relativeError } = run(firstRise + 1);
    expect(relativeError).toBe(errors.at(-2));
    expect(errors.at(-1)).toBeGreaterThan(relativeError);
  });

  it('depends on the seed and on nothing else', () => {
    const tensor = gaussianTensor([3, 4, 3], 1);
    const fit = (seed: number) => fitCp(tensor, 3, { seed, starts: 1, maxSweeps: 5 });
    expect(fit(1)).toEqual(fit(1));
    expect(fit(1).relativeError).not.toBe(fit(2).relativeError);
  });

  it.each<[string, () => unknown, string]>([
    ['NaN', () => fitCp({ dims: [1, 2], values: Float64Array.of(1, NaN) }, 1), 'found NaN at [0, 1]'],
    [
      'infinities',
      () => fitCp({ dims: [2], values: Float64Array.of(-Infinity, 1) }, 1),
      'found -Infinity at [0]',
    ],
    ['zeros', () => fitCp({ dims: [2, 2], values: new Float64Array(4) }, 1), 'another than 0'],
    ['order 0', () => fitCp({ dims: [], values: Float64Array.of(1) }, 1), 'expected one or more dimensions'],
    ['dimension 0', () => fitCp({ dims: [0, 2], values: new Float64Array(0) }, 1), 'found [0, 2]'],
    ['other sizes', () => fitCp({ dims: [2, 2], values: new Float64Array(3) }, 1), 'expected 4 values'],
    ['rank 0', () => fitCp(gaussianTensor([2, 2], 1), 0), 'rank: expected an integer >= 1, found 0'],
    ['no starts', () => fitCp(gaussianTensor([2, 2], 1), 1, { starts: 0 }), 'starts:'],
    [
      'half a seed',
      () => fitCp(gaussianTensor([2, 2], 1), 1, { seed: 0.5 }),
      'seed: expected an integer from 0 to',
    ],
    ['no sweeps', () => fitCp(gaussianTensor([2, 2], 1), 1, { maxSweeps: 0 }), 'maxSweeps:'],
    ['NaN as the bound', () => fitCp(gaussianTensor([2, 2], 1), 1, { errorBelow: NaN }), 'errorBelow:'],
  ])('refuses %s', (_, fit, message) => {
    expect(fit).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining(message) }),
    );
  });
});

describe('bestOf', () => {
  const end = (relativeError: number, hasSettled: boolean) => ({
    weights: Float64Array.of(1),
    factors: [],
    relativeError,
    hasSettled,
    sweeps: 7,
  });
  it.each<[string, ReturnType<typeof end>[], boolean]>([
    ['two that agree', [end(0.5, false), end(0.2, true), end(0.200001, true)], true],
    ['two that differ', [end(0.2, true), end(0.21, true)], false],
    ['the best of which has not settled', [end(0.2, false), end(0.2, true), end(0.2001, true)], false],
    ['the other of which has not settled', [end(0.2, true), end(0.2001, false)], false],
    ['one', [end(0.2, true)], false],
    ['one that is near enough', [end(0.5, true), end(0.05, true)], true],
  ])('of %s', (_, ends, converged) => {
    const relativeError = Math.min(...ends.map((each) => each.relativeError));
    const expected = { rank: 1, converged, relativeError, starts: ends.length, sweeps: 7 };
    expect(bestOf(ends, 1, 0.1)).toMatchObject(expected);
  });
});

describe('khatriRaoOfOthers', () => {
  it('makes a matricization of the CP tensor, and its Gram matrix without itself', () => {
    fc.assert(
      fc.property(anyDims, anyRank, fc.nat(), (dims, rank, seed) => {
        const factors = gaussianFactors(dims, rank, seed);
        const tensor = cpTensor(dims, factors);
        dims.forEach((_, n) => {
          const X = matricization(tensor.values, dims, [n + 1]);
          const Z = khatriRaoOfOthers(factors, n, rank);
          const A = factors[n]!;
          X.values.forEach((entry, at) => {
            const [i, k] = [Math.floor(at / X.cols), at % X.cols];
            let sum = 0;
            for (let r = 0; r < rank; r++) sum += A[i * rank + r]! * Z[k * rank + r]!;
            expect(Math.abs(entry - sum)).toBeLessThan(1e-12 * (1 + Math.abs(sum)));
          });
          gramOfOthers(factors, n, rank).forEach((entry, at) => {
            let sum = 0;
            for (let k = 0; k < Z.length; k += rank)
              sum += Z[k + Math.floor(at / rank)]! * Z[k + (at % rank)]!;
            expect(Math.abs(entry - sum)).toBeLessThan(1e-11 * (1 + Math.abs(sum)));
          });
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('meanSquareGradient', () => {
  it("is the reference engine's", () => {
    fc.assert(
      fc.property(anyDims, anyRank, fc.nat(), (dims, rank, seed) => {
        const { values } = gaussianTensor(dims, seed);
        const factors = gaussianFactors(dims, rank, seed);
        const observed = Int32Array.from(values, (_, position) => position);
        const problem = {
          kind: 'completion' as const,
          dims,
          target: Float32Array.from(values),
          observed,
          y: values,
        };
        const network = networkOf({ kind: 'cp', components: rank, linearOutput: false }, dims);
        const expected = lossAndGradient(problem as never, network, { kind: 'mse' }, factors);
        const { meanSquare, gradients } = meanSquareGradient({ dims, values }, rank)(factors);
        expect(Math.abs(meanSquare / expected.loss - 1)).toBeLessThan(1e-12);
        gradients.forEach((gradient, n) =>
          gradient.forEach((entry, at) =>
            expect(Math.abs(entry - expected.gradients[n]![at]!)).toBeLessThan(1e-11 * (1 + expected.loss)),
          ),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('solveRows', () => {
  it('solves without a ridge where it can', () => {
    const B = Float64Array.of(1, 2);
    solveRows(Float64Array.of(1, 0.5, 0.5, 1), B, 2);
    expect(Array.from(B, (x) => Math.abs(x)).map((x) => Number(x.toFixed(12)))).toEqual([0, 2]);
  });

  it('stays finite for a singular matrix, and solves it in the span of its rows', () => {
    const B = Float64Array.of(2, 2, 2);
    solveRows(new Float64Array(9).fill(1), B, 3);
    expect(Math.abs(B[0]! + B[1]! + B[2]! - 2)).toBeLessThan(1e-8);
    for (const x of B) expect(Math.abs(x - 2 / 3)).toBeLessThan(1e-4);
  });
});

/** Singular values by kernels beside the float64 reference, where they are hard to find. */
import { matricization, RandomStream } from '@ranksweep/core';
import { cpuFusesMultiplyAdd, loadKernels, type KernelVariant } from '@ranksweep/kernels';
import { describe, expect, it } from 'vitest';
import { singularValues } from '../../core/src/tensor/singularValues.ts';
import { Arena } from '../src/wasm/arena.ts';
import { Spectrum } from '../src/wasm/spectrum.ts';

const gaussians = (count: number, seed: number): Float64Array =>
  new RandomStream(seed, 'spectrum').gaussians(count);

const matrix = (rows: number, cols: number, element: (i: number, j: number) => number): Float32Array =>
  Float32Array.from({ length: rows * cols }, (_, at) => element(Math.floor(at / cols), at % cols));

function lowRank(rows: number, cols: number, rank: number, noise: number): Float32Array {
  const [left, right, rest] = [
    gaussians(rows * rank, 1),
    gaussians(rank * cols, 2),
    gaussians(rows * cols, 3),
  ];
  return matrix(rows, cols, (i, j) => {
    let sum = noise * rest[i * cols + j]!;
    for (let r = 0; r < rank; r++) sum += left[i * rank + r]! * right[r * cols + j]!;
    return sum;
  });
}

const dense = (rows: number, cols: number): Float32Array => Float32Array.from(gaussians(rows * cols, 4));

const matrices: Record<string, [rows: number, cols: number, values: Float32Array]> = {
  dense: [64, 64, dense(64, 64)],
  tall: [90, 13, dense(90, 13)],
  wide: [7, 120, dense(7, 120)],
  'one row': [1, 9, dense(1, 9)],
  'one column': [9, 1, dense(9, 1)],
  'one entry': [1, 1, Float32Array.of(-3)],
  zero: [5, 4, new Float32Array(20)],
  'rank 5': [64, 64, lowRank(64, 64, 5, 0)],
  'rank 5 and noise': [64, 64, lowRank(64, 64, 5, 1e-5)],
  'graded down': [40, 40, dense(40, 40).map((value, i) => value * 2 ** -(i % 40))],
  'graded up': [40, 40, dense(40, 40).map((value, i) => value * 2 ** ((i % 40) - 40))],
  clustered: [40, 40, matrix(40, 40, (i, j) => Number(i === j) + 1e-6 * gaussians(1, 40 * i + j)[0]!)],
  shift: [40, 40, matrix(40, 40, (i, j) => Number(i + 1 === j))],
  tiny: [30, 30, dense(30, 30).map((value) => value * 1e-30)],
  denormal: [8, 8, dense(8, 8).map((value) => value * 1e-42)],
  huge: [30, 30, dense(30, 30).map((value) => value * 1e30)],
  'tiny beside huge': [3, 3, Float32Array.of(1e38, 0, 0, 0, 1e-40, 0, 0, 0, 1)],
};

const variants: KernelVariant[] = cpuFusesMultiplyAdd() ? ['fma', 'plain'] : ['plain'];

describe.each(variants)('singular values, %s', (variant) => {
  const kernels = loadKernels(variant);
  const spectrum = (rows: number, cols: number, values: Float32Array): Float64Array =>
    new Spectrum(kernels, new Arena(kernels), [rows, cols], [1]).of(values);

  it.each(Object.entries(matrices))('%s', (_, [rows, cols, values]) => {
    const expected = singularValues({ rows, cols, values: Float64Array.from(values) });
    const found = spectrum(rows, cols, values);
    expect(found.length).toBe(Math.min(rows, cols));
    found.forEach((sigma, k) =>
      expect(Math.abs(sigma - expected[k]!)).toBeLessThan(2e-14 * expected[0]! + Number.MIN_VALUE),
    );
  });

  it('are those of any matricization, one after the other in the same memory', () => {
    const dims = [3, 4, 5];
    const tensor = dense(12, 5);
    const arena = new Arena(kernels);
    const all = [[1], [2, 1], [3], [1, 3]].map((modes) => ({
      modes,
      spectrum: new Spectrum(kernels, arena, dims, modes),
    }));
    for (const { modes, spectrum: own } of all) {
      const expected = singularValues(matricization(tensor, dims, modes));
      own.of(tensor).forEach((sigma, k) => expect(sigma).toBeCloseTo(expected[k]!, 12));
    }
  });

  it.each([NaN, Infinity])('are all NaN for an entry %d', (special) => {
    for (const at of [0, 5, 11]) {
      expect([...spectrum(4, 3, dense(4, 3).with(at, special))]).toEqual([NaN, NaN, NaN]);
      expect([...spectrum(3, 4, dense(3, 4).with(at, special))]).toEqual([NaN, NaN, NaN]);
    }
  });
});

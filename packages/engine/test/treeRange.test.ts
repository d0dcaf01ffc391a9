/** Numbers that leave float32's range inside of a tree make an error or numbers that are not finite, never wrong ones. */
import { forwardEntry, networkOf, type HierarchicalModelConfig, type TreeNetwork } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tree } from './treeSupport.ts';

const model: HierarchicalModelConfig = {
  kind: 'hierarchical',
  widths: [3, 2, 4],
  pooling: 'checkerboard',
  poolSize: 2,
};
const N = 8;
const network = networkOf(model, new Array<number>(N).fill(2)) as TreeNetwork;
const tuples = Uint8Array.from({ length: 20 * N }, (_, i) => (i * i + (i >> 3)) % 2);
const selection = [3, 0, 19, 7];
const e = Float32Array.of(1, -1, 0.5, 2);
/** Matrices of the two children of the root, and of their children. */
const [left, right] = [12, 13] as const;
const [leftLeft, leftRight] = [8, 9] as const;

const parametersOf = (entry: (k: number, i: number) => number): Float32Array[] =>
  network.parameters.map(({ rows, cols }, k) =>
    Float32Array.from({ length: rows * cols }, (_, i) => entry(k, i)),
  );
const around1 = (k: number, i: number): number => 0.5 + ((7 * k + 3 * i) % 11) / 8;
const treeOf = (parameters: Float32Array[]): Tree => new Tree({ model, network, tuples, parameters }, 4);
const valuesOf = (parameters: Float32Array[]): number[] => treeOf(parameters).evaluated(selection, e).values;
const isBeyondRange = (values: readonly number[]): boolean => values.some((value) => !Number.isFinite(value));

/** The same tensor: a power of two goes from one matrix to another. */
const moved = (exponent: number, from: number, to: number): Float32Array[] =>
  parametersOf((k, i) => around1(k, i) * (k === to ? 2 ** exponent : k === from ? 2 ** -exponent : 1));

describe('the range of a tree', () => {
  const plain = valuesOf(parametersOf(around1));

  it('is that of the float64 reference within float32, bit by bit where only exponents change', () => {
    const widened = parametersOf(around1).map((p) => Float64Array.from(p));
    selection.forEach((s, i) => {
      const { value } = forwardEntry(network, widened, tuples.subarray(s * N, (s + 1) * N));
      expect(Math.abs(plain[i]! / value - 1)).toBeLessThan(1e-5);
    });
    for (const exponent of [-90, -60, 30, 90]) expect(valuesOf(moved(exponent, left, right))).toEqual(plain);
  });

  it('never gives wrong numbers beyond', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(
        fc.integer({ min: -140, max: 140 }),
        fc.constantFrom([left, right], [leftLeft, leftRight], [leftLeft, right], [0, 1], [0, left]),
        (exponent, [from, to]) => {
          try {
            const values = valuesOf(moved(exponent, from!, to!));
            if (isBeyondRange(values)) outcomes.add('infinite');
            else {
              expect(values).toEqual(plain);
              outcomes.add('the same');
            }
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            outcomes.add('an error');
          }
        },
      ),
      { numRuns: 300 },
    );
    expect([...outcomes].sort()).toEqual(['an error', 'infinite', 'the same']);
  });

  it('never gives wrong numbers of samples whose rows are scaled by themselves', () => {
    const outcomes = new Set<string>();
    const exponents = fc.array(fc.integer({ min: -80, max: 80 }), { minLength: 2 * N, maxLength: 2 * N });
    fc.assert(
      fc.property(exponents, fc.integer({ min: 0, max: 2 ** (2 * N) - 1 }), (all, which) => {
        const exponentOf = (mode: number, index: number): number =>
          (which >> (2 * mode + index)) & 1 ? all[2 * mode + index]! : 0;
        const scaled = parametersOf((k, i) => {
          const { cols } = network.parameters[k]!;
          return around1(k, i) * (k < N ? 2 ** exponentOf(k, Math.floor(i / cols)) : 1);
        });
        const expected = selection.map((s, i) => {
          const tuple = tuples.subarray(s * N, (s + 1) * N);
          return plain[i]! * 2 ** tuple.reduce((sum, index, mode) => sum + exponentOf(mode, index), 0);
        });
        try {
          const values = valuesOf(scaled);
          if (isBeyondRange(values)) return void outcomes.add('infinite');
          values.forEach((value, i) => {
            expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(
              Math.abs(expected[i]!) < 2 ** -120 ? 2 ** -126 : 0,
            );
          });
          outcomes.add('as they are');
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          outcomes.add('an error');
        }
      }),
      { numRuns: 1000 },
    );
    expect([...outcomes].sort()).toEqual(['an error', 'as they are', 'infinite']);
  });

  it('is left with an error that says where, when all outputs of a node vanish', () => {
    const tiny = parametersOf((k, i) => around1(k, i) * (k === left || k === leftRight ? 2 ** -60 : 1));
    expect(() => valuesOf(tiny)).toThrow(RangeError);
    expect(() => valuesOf(tiny)).toThrow(
      'found a row without one at the node whose 4 modes begin with mode 1; products of so many small weights vanish',
    );
  });

  it('is not left where a matrix is zero', () => {
    for (const zero of [0, leftLeft, left, 14]) {
      const parameters = parametersOf((k, i) => (k === zero ? 0 : around1(k, i)));
      expect(valuesOf(parameters)).toEqual([0, 0, 0, 0]);
    }
  });

  it('is left to infinity or NaN, which reaches the values', () => {
    for (const large of [leftLeft, left, 14]) {
      const parameters = parametersOf((k, i) => around1(k, i) * (k === large ? 1e38 : 10));
      expect(valuesOf(parameters).every((value) => !Number.isFinite(value))).toBe(true);
    }
  });
});

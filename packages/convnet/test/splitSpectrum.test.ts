/** What a circuit's sides depend on each other by, found from its matrices, beside what its end tensor says. */
import { effectiveRank, endTensor, matricization, singularValues } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convAc } from '../src/convAc/convAc.ts';
import { entanglementEntropy, splitSpectrum } from '../src/locality/splitSpectrum.ts';
import { initialParameters } from '../src/network/initialize.ts';
import { circuitOf, nested, pooled } from './support/circuits.ts';

/** Zeros may be left out, and are rounding in one of the two. */
function expectSpectrum(found: Float64Array, expected: Float64Array): void {
  const at = (values: Float64Array, i: number): number => values[i] ?? 0;
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    expect(Math.abs(at(found, i) - at(expected, i))).toBeLessThan(1e-12 * Math.max(expected[0]!, 1e-30));
  }
}

describe('the spectrum across a split', () => {
  it('at every node, and of all modes but its own, is that of the end tensor', () => {
    fc.assert(
      fc.property(fc.oneof(pooled, nested), fc.nat(1000), (of, seed) => {
        const network = circuitOf(of);
        const { factorization } = network;
        const { dims, tree } = factorization;
        const matrices = network.matrices(initialParameters(network, seed));
        const W = endTensor(factorization, matrices);
        for (const { modes } of tree.nodes.filter((node) => node.modes.length < dims.length)) {
          const others = dims.map((_, n) => n + 1).filter((mode) => !modes.includes(mode));
          const expected = singularValues(matricization(W, dims, modes));
          expectSpectrum(splitSpectrum(factorization, matrices, modes), expected);
          expectSpectrum(splitSpectrum(factorization, matrices, others), expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  const circuit = (patches: number, widths: number[]) =>
    convAc({
      image: { height: 1, width: patches, channels: 2 },
      patch: 1,
      channels: 0,
      pooling: 'checkerboard',
      poolSize: 2,
      widths,
      init: { scheme: 'gaussian', std: 0.6 },
    });

  it('elsewhere is found from a small end tensor', () => {
    const network = circuit(4, [3, 2]);
    const matrices = network.matrices(initialParameters(network, 0));
    const W = endTensor(network.factorization, matrices);
    const spectrum = splitSpectrum(network.factorization, matrices, [1, 3]);
    expectSpectrum(spectrum, singularValues(matricization(W, [2, 2, 2, 2], [1, 3])));
    expect(spectrum.filter((sigma) => sigma > 1e-9 * spectrum[0]!)).toHaveLength(4);
  });

  it('of 256 patches takes no end tensor: 2^256 entries', () => {
    const network = circuit(256, [4, 4, 4, 4, 4, 4, 4, 3]);
    const matrices = network.matrices(initialParameters(network, 0));
    const half = Array.from({ length: 128 }, (_, n) => n + 1);
    const rank = effectiveRank(splitSpectrum(network.factorization, matrices, half));
    expect(rank).toBeGreaterThan(1);
    expect(rank).toBeLessThanOrEqual(3);
    // All but a node's modes is no node itself.
    const allBut = half.map((n) => 2 + n).concat(Array.from({ length: 126 }, (_, n) => 131 + n));
    expect(allBut).toHaveLength(254);
    const around = splitSpectrum(network.factorization, matrices, allBut);
    expectSpectrum(around, splitSpectrum(network.factorization, matrices, [1, 2]));
    expect(() => splitSpectrum(network.factorization, matrices, [1, 3])).toThrow(
      'split: expected the modes of a node of the tree, since the end tensor has more than 65536 entries; found {1,3}',
    );
  });

  it.each([[[]], [[1, 2, 3, 4]], [[5]], [[0]]])('is of some but not all modes: %j', (modes) => {
    const network = circuit(4, [3, 2]);
    const matrices = network.matrices(initialParameters(network, 0));
    expect(() => splitSpectrum(network.factorization, matrices, modes)).toThrow(
      'some but not all of the modes 1..4',
    );
  });
});

describe('entanglement entropy', () => {
  it('is the logarithm of how many equal singular values there are, whatever their size', () => {
    expect(entanglementEntropy(Float64Array.of(3, 3, 3, 0))).toBeCloseTo(Math.log(3), 14);
    expect(entanglementEntropy(Float64Array.of(1e-200, 1e-200))).toBeCloseTo(Math.log(2), 14);
    expect(entanglementEntropy(Float64Array.of(7))).toBe(0);
  });

  it('weighs by squares', () => {
    const [p, q] = [9 / 10, 1 / 10];
    expect(entanglementEntropy(Float64Array.of(3, 1))).toBeCloseTo(-p * Math.log(p) - q * Math.log(q), 14);
  });

  it('is unknown of the zero matrix, and of what is not finite', () => {
    expect(entanglementEntropy(Float64Array.of(0, 0))).toBeNaN();
    expect(entanglementEntropy(Float64Array.of(NaN, NaN))).toBeNaN();
  });
});

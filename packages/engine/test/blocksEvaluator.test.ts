/** Batches of samples, and products far outside the range of float32. */
import {
  buildSamplesPlan,
  lossAndGradient,
  networkOf,
  strokeImages,
  type BlocksPlan,
  type ModeBlock,
  type SamplesProblem,
  type TreeNetwork,
} from '@ranksweep/core';
import { loadKernels } from '@ranksweep/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../src/wasm/arena.ts';
import { BlocksEvaluator } from '../src/wasm/blocksEvaluator.ts';
import { zeroMatrix, type MatrixBuffer } from '../src/wasm/gemm.ts';
import { sumRows } from '../../kernels/test/slowBlocks.ts';
import { rounded, times, unbounded, type Unbounded } from '../../kernels/test/unboundedProduct.ts';
import { randomSamples } from '../../core/test/samplesSupport.ts';

const kernels = loadKernels('plain'); // products have no multiply-add

/** An evaluator with its parameters, as lists. */
class Evaluation {
  readonly plan: BlocksPlan;
  readonly evaluator: BlocksEvaluator;
  readonly network: TreeNetwork;
  readonly #arena = new Arena(kernels);
  readonly #parameters: MatrixBuffer[];
  readonly #gradients: MatrixBuffer[];

  constructor(problem: SamplesProblem, components: number, batchSize: number, factor: (i: number) => number) {
    const network = networkOf({ kind: 'cp', components, linearOutput: false }, problem.dims);
    if (network.kind !== 'tree') throw new Error('a CP is a tree');
    this.network = network;
    this.plan = buildSamplesPlan(network, problem.tuples, batchSize) as BlocksPlan;
    const matrices = () => network.parameters.map(({ rows, cols }) => zeroMatrix(this.#arena, rows, cols));
    this.#parameters = matrices();
    this.#gradients = matrices();
    let i = 0;
    for (const { address, rows, cols } of this.#parameters) {
      const floats = this.#arena.floats(address, rows * cols);
      for (let k = 0; k < floats.length; k++) floats[k] = factor(i++);
    }
    this.evaluator = new BlocksEvaluator(kernels, this.#arena, this.plan, {
      values: this.#parameters,
      gradients: this.#gradients,
    });
  }

  parameters(): Float64Array[] {
    return this.#parameters.map(({ address, rows, cols }) =>
      Float64Array.from(this.#arena.floats(address, rows * cols)),
    );
  }

  /** Values of some samples. */
  forward(samples: ArrayLike<number>): number[] {
    this.evaluator.select(Int32Array.from(samples));
    this.evaluator.forward();
    expect(this.evaluator.count).toBe(samples.length);
    return [...this.#arena.floats(this.evaluator.values, samples.length)];
  }

  backward(e: ArrayLike<number>): number[][] {
    this.#arena.floats(this.evaluator.valueGradients, e.length).set(Float32Array.from(e));
    this.evaluator.backward();
    return this.#gradients.map(({ address, rows, cols }) => [...this.#arena.floats(address, rows * cols)]);
  }

  /** The value of a sample by the definition. */
  exactValue(sample: number): number {
    const { width, head } = this.plan;
    const rowsOfFactors = this.parameters().flatMap((matrix) =>
      Array.from({ length: matrix.length / width }, (_, l) => matrix.subarray(l * width, (l + 1) * width)),
    );
    const rowOf = (block: ModeBlock, row: number, r: number): Unbounded => {
      if (row >= block.factorRows) {
        const t = row - block.factorRows;
        return times(rowOf(block, block.left[t]!, r), rowOf(block, block.right[t]!, r));
      }
      const x = rowsOfFactors[block.firstFactorRow + row]![r]!;
      return unbounded(Math.abs(x) < 2 ** -40 ? (Object.is(x, -0) || x < 0 ? -1 : 1) * 2 ** -40 : x);
    };
    const padded = 16 * Math.ceil(width / 16);
    const products = Array.from({ length: padded }, (_, r) =>
      r < width
        ? head.blocks
            .map((block, b) => rowOf(block, head.rowOf[sample * head.blocks.length + b]!, r))
            .reduce(times)
        : unbounded(1),
    );
    return sumRows(width, padded, products.map(rounded))[0]!;
  }
}

describe('batches', () => {
  const strokes = strokeImages(300, 0);
  const ordinary = (i: number): number => 1 + 0.1 * Math.sin(i);

  it('have the gradients of their samples, as the reference has', () => {
    fc.assert(
      fc.property(randomSamples, fc.infiniteStream(fc.nat()), ({ problem, config }, numbers) => {
        if (config.model.kind !== 'cp') throw new Error('a CP');
        const n = problem.y.length;
        const draw = (limit: number): number => (numbers.next().value as number) % limit;
        const batchSize = 1 + draw(n);
        const evaluation = new Evaluation(problem, 1 + draw(20), batchSize, ordinary);
        for (let round = 0; round < 3; round++) {
          const samples = Array.from({ length: 1 + draw(batchSize) }, () => draw(n));
          const values = evaluation.forward(samples);
          const N = problem.dims.length;
          const batch: SamplesProblem = {
            ...problem,
            tuples: Uint8Array.from(samples.flatMap((s) => [...problem.tuples.subarray(s * N, (s + 1) * N)])),
            y: Float32Array.from(samples, (s) => problem.y[s]!),
          };
          const e = values.map((value, i) => (2 * (value - batch.y[i]!)) / samples.length);
          const found = evaluation.backward(e);
          const { gradients } = lossAndGradient(
            batch,
            evaluation.network,
            { kind: 'mse' },
            evaluation.parameters(),
          );
          const scale = Math.max(1, ...gradients.flatMap((g) => Array.from(g, Math.abs)));
          gradients.forEach((gradient, k) =>
            gradient.forEach((x, i) => expect(Math.abs(x - found[k]![i]!)).toBeLessThan(1e-5 * scale)),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('do not depend on what was selected before, nor a value on the others', () => {
    const evaluation = new Evaluation(strokes, 5, 100, ordinary);
    const all = [0, 100, 200].flatMap((first) =>
      evaluation.forward(Array.from({ length: 100 }, (_, i) => first + i)),
    );
    const gradients = evaluation.backward(new Float32Array(100).fill(0.01));
    const shuffled = Array.from({ length: 70 }, (_, i) => (i * 137) % 300);
    expect(evaluation.forward(shuffled)).toEqual(shuffled.map((s) => all[s]));
    evaluation.backward(new Float32Array(70).fill(1));
    evaluation.forward(Array.from({ length: 100 }, (_, i) => 200 + i));
    expect(evaluation.backward(new Float32Array(100).fill(0.01))).toEqual(gradients);
  });

  it('are at first the first samples, and never more than planned', () => {
    const evaluation = new Evaluation(strokes, 3, 40, ordinary);
    expect(evaluation.evaluator.count).toBe(40);
    evaluation.evaluator.forward();
    const gradients = evaluation.backward(new Float32Array(40).fill(1));
    evaluation.forward(Array.from({ length: 40 }, (_, s) => s));
    expect(evaluation.backward(new Float32Array(40).fill(1))).toEqual(gradients);
    expect(() => evaluation.forward(new Int32Array(41))).toThrow(
      new RangeError('expected at most 40 selected samples, found 41'),
    );
  });
});

describe('products of hundreds of factors', () => {
  const strokes = strokeImages(60, 0);
  const everySample = Array.from({ length: 60 }, (_, s) => s);

  it('are those of float32 numbers with an unbounded exponent, to the last bit', () => {
    const specials = [0, -0, 1e-45, -1e-39, 2 ** -40, -(2 ** -41), 1e-30, 1e30, -1];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(1, 60),
        fc.constantFrom(0, 0.02, 0.3, 2),
        fc.constantFrom(0, 0.001, 0.02),
        fc.nat(),
        (components, batchSize, spread, special, seed) => {
          const noise = (i: number): number => Math.abs(Math.sin(i * 12.9898 + seed) * 43758.5453) % 1;
          const evaluation = new Evaluation(strokes, components, batchSize, (i) =>
            noise(i) < special
              ? specials[Math.floor(specials.length * noise(i + 0.5))]!
              : (noise(i + 0.3) < 0.05 ? -1 : 1) * 2 ** (spread * (noise(i + 0.7) - 0.5)),
          );
          const samples = everySample.slice(0, Math.min(8, batchSize));
          const found = evaluation.forward(samples);
          expect(found).toEqual(samples.map((s) => evaluation.exactValue(s)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([0.38, 1 / 0.38, 0.6])('reach as far as 1e-165 and 1e165 and back (%d ^ 392)', (small) => {
    const factor = (i: number): number => (i < 2 * 392 * 3 ? small : 1 / small) * (1 + 1e-3 * Math.sin(i));
    const evaluation = new Evaluation(strokes, 3, 60, factor);
    const [values, e] = [evaluation.forward(everySample), new Float32Array(60).fill(0.5)];
    const { gradients } = lossAndGradient(
      { ...strokes, y: Float32Array.from(values, (value) => value - 15) }, // 2 / 60 (value - y) = 0.5
      evaluation.network,
      { kind: 'mse' },
      evaluation.parameters(),
    );
    const found = evaluation.backward(e);
    gradients.forEach((gradient, k) =>
      gradient.forEach((x, i) =>
        expect(Math.abs(found[k]![i]! - x)).toBeLessThanOrEqual(3e-4 * Math.abs(x) + 1e-30),
      ),
    );
  });

  it.each([NaN, Infinity, -Infinity])(
    'are NaN for every sample with a factor of %d, and for no other',
    (wrong) => {
      // The first pixel that is not the same for all samples.
      const mode = Array.from({ length: 784 }, (_, n) => n).find(
        (n) => new Set(everySample.map((s) => strokes.tuples[s * 784 + n])).size === 2,
      )!;
      const evaluation = new Evaluation(strokes, 2, 60, (i) => (i === 4 * mode + 2 ? wrong : 1));
      const values = evaluation.forward(everySample);
      const uses = everySample.map((s) => strokes.tuples[s * 784 + mode] === 1);
      values.forEach((value, s) => expect(value).toEqual(uses[s] ? NaN : 2));
      const gradients = evaluation.backward(new Float32Array(60).fill(1));
      expect(gradients[mode]![2]).toBeNaN();
    },
  );
});

/** CP on samples of very many modes, and products far outside the range of float32. */
import {
  allSamples,
  lossAndGradient,
  predictions,
  prepareSamples,
  strokeImages,
  type SamplesProblem,
  type Workload,
} from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBlocksPlan } from '../../../core/src/plan/blocks.ts';
import { randomSamples, samplesOf, tasklessConfig } from '../../../core/test/samplesSupport.ts';
import { Cohort } from '../../src/webgpu/cohort.ts';
import { openGpu } from '../../src/webgpu/gpu.ts';
import type { MatrixField } from '../../src/webgpu/layout.ts';
import { shapeOf } from '../../src/webgpu/shape.ts';
import { noVulkan } from '../vulkan.ts';

/** A workload whose plan is one of blocks, also where another is cheaper. */
function blocksWorkload(problem: SamplesProblem, config: Parameters<typeof prepareSamples>[0]): Workload {
  const workload = prepareSamples(config, problem);
  const { network } = workload;
  if (network.kind !== 'tree') throw new Error('a CP is a tree');
  const batchSize = Math.min(config.batch?.size ?? problem.y.length, problem.y.length);
  return { ...workload, plan: buildBlocksPlan(network, allSamples(problem).tuples, batchSize) };
}

interface Found {
  /** Of all samples, those of the test set last. */
  readonly values: Float32Array;
  readonly losses: Float32Array;
  readonly gradients: readonly Float32Array[];
}

const SLOTS = 3;

/**
 * One member per list of factors, from slot 1 on.
 * @param batch the samples that the gradient is of, and the losses; default: all of the training set
 * @param mostResident see `Division`
 */
async function evaluate(
  workload: Workload,
  members: readonly (readonly ArrayLike<number>[])[],
  batch?: Int32Array,
  mostResident?: number,
): Promise<Found[]> {
  const gpu = await openGpu();
  const shape = shapeOf(workload, mostResident === undefined ? undefined : { mostResident });
  const cohort = await Cohort.make(gpu, shape, SLOTS);
  members.forEach((matrices, i) => {
    const state = new Float32Array(shape.kept);
    matrices.forEach((matrix, k) => state.set(matrix, shape.parameters[k]!.offset));
    cohort.load(1 + i, workload, state);
  });
  const slots = members.map((_, i) => 1 + i);
  const read = async (slot: number, field: { offset: number; length: number }): Promise<Float32Array> =>
    new Float32Array(await gpu.read([cohort.piece(slot, field)]));
  const all = async (slot: number, fields: readonly MatrixField[]): Promise<Float32Array[]> => {
    const found: Float32Array[] = [];
    for (const field of fields) found.push(await read(slot, field));
    return found;
  };
  if (batch === undefined) await cohort.run(shape.differentiating, slots, { iterations: 1 }, true);
  else {
    const plans = members.map(() => ({ schedule: new Float32Array(0), batches: [batch] }));
    await cohort.run(shape.iteration, slots, { iterations: 1, plans, batchSize: batch.length }, true);
  }
  const found: Found[] = [];
  for (const slot of slots) {
    found.push({
      values: await read(slot, shape.evaluator.values),
      losses: await read(slot, shape.losses),
      gradients: await all(slot, shape.gradients),
    });
  }
  cohort.destroy();
  return found;
}

/** Factors of a network, one number after another. */
const factorsOf = ({ network }: Workload, factor: (i: number) => number): Float64Array[] => {
  let i = 0;
  return network.parameters.map(({ rows, cols }) =>
    Float64Array.from({ length: rows * cols }, () => Math.fround(factor(i++))),
  );
};

const cpConfig = (components: number, more: object = {}) =>
  tasklessConfig({
    model: { kind: 'cp', components },
    init: { std: 1 },
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    ...more,
  });

const sizeOf = (gradients: readonly ArrayLike<number>[]): number =>
  Math.max(1, ...gradients.flatMap((gradient) => Array.from(gradient, Math.abs)));

describe.skipIf(noVulkan)('blocks', () => {
  it('have the values, losses and gradients of the reference, of all samples or of a batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomSamples,
        fc.option(fc.nat(59)),
        fc.nat(5),
        async ({ problem, config }, size, held) => {
          const samples = problem.y.length;
          const N = problem.dims.length;
          const batch =
            size === null
              ? undefined
              : Int32Array.from({ length: (size % samples) + 1 }, (_, i) => (7 * i + 3) % samples);
          // The last samples are the test set as well.
          const from = samples - held;
          const test = { tuples: problem.tuples.slice(from * N), y: problem.y.slice(from) };
          const tested = held > 0 && held < samples ? { ...problem, test } : problem;
          const workload = blocksWorkload(tested, {
            ...config,
            optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 },
            ...(batch === undefined ? {} : { batch: { size: batch.length } }),
          });
          const { network } = workload;
          const factors = factorsOf(workload, (i) => 0.9 + 0.3 * Math.sin(i));
          const [found] = await evaluate(workload, [factors], batch);
          const exact = lossAndGradient(problem, network, config.loss, factors, batch);
          expect(found!.losses[0]! / exact.loss).toBeCloseTo(1, 4);
          expect(found!.losses[1]! / exact.mse).toBeCloseTo(1, 4);
          const size1 = sizeOf(exact.gradients);
          exact.gradients.forEach((gradient, k) =>
            gradient.forEach((x, i) =>
              expect(Math.abs(x - found!.gradients[k]![i]!)).toBeLessThan(2e-5 * size1),
            ),
          );
          if (batch !== undefined) return;
          const values = predictions({ ...problem, ...allSamples(tested) }, network, factors);
          values.forEach((value, s) =>
            expect(Math.abs(value - found!.values[s]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))),
          );
          expect(found!.values.length).toBe(values.length);
        },
      ),
      // Kernels are compiled for each shape. The suite tries as many more in whole trajectories.
      { numRuns: 12, seed: 3 },
    );
  });

  it('evaluate all samples in parts when batches are small', async () => {
    const strokes = strokeImages(70, 0);
    const workload = blocksWorkload(strokes, cpConfig(5, { batch: { size: 32 } }));
    const factors = factorsOf(workload, (i) => 1 + 0.02 * Math.sin(i));
    const gpu = await openGpu();
    const shape = shapeOf(workload);
    const cohort = await Cohort.make(gpu, shape, 1);
    const state = new Float32Array(shape.kept);
    factors.forEach((matrix, k) => state.set(matrix, shape.parameters[k]!.offset));
    cohort.load(0, workload, state);
    await cohort.run(shape.losing, [0], { iterations: 1 }, true);
    const found = new Float32Array(await gpu.read([cohort.piece(0, shape.evaluator.values)]));
    cohort.destroy();
    predictions(strokes, workload.network, factors).forEach((value, s) =>
      expect(Math.abs(found[s]! / value - 1)).toBeLessThan(1e-4),
    );
  });

  it('give a member what it gets alone', async () => {
    const workload = blocksWorkload(strokeImages(40, 0), cpConfig(6));
    const [first, second] = [0, 1].map((m) => factorsOf(workload, (i) => 1 + 0.02 * Math.sin(i + 10 * m)));
    const together = await evaluate(workload, [first!, second!]);
    expect(await evaluate(workload, [second!])).toEqual([together[1]]);
    expect(await evaluate(workload, [first!])).toEqual([together[0]]);
  });

  it('have the same bits where many workgroups share a member', async () => {
    const whole = blocksWorkload(strokeImages(40, 0), cpConfig(6));
    const batched = blocksWorkload(strokeImages(40, 0), cpConfig(6, { batch: { size: 15 } }));
    const [first, second] = [0, 1].map((m) => factorsOf(whole, (i) => 1 + 0.02 * Math.sin(i + 10 * m)));
    const batch = Int32Array.from({ length: 11 }, (_, i) => 3 * i);
    for (const [workload, selection] of [[whole], [batched, batch]] as const) {
      // Their losses and norms are sums over the threads of one workgroup, whose number differs.
      const found = await Promise.all(
        [undefined, 0].map((most) => evaluate(workload, [first!, second!], selection, most)),
      );
      const [resident, spread] = found.map((members) =>
        members.map(({ values, gradients }) => ({ values, gradients })),
      );
      expect(spread).toEqual(resident);
    }
  });
});

describe.skipIf(noVulkan)('products of hundreds of factors', () => {
  const strokes = strokeImages(60, 0);

  it.each([0.38, 1 / 0.38, 0.6])('reach as far as 1e-165 and 1e165 and back (%d ^ 392)', async (small) => {
    const factor = (i: number): number => (i < 2 * 392 * 3 ? small : 1 / small) * (1 + 1e-3 * Math.sin(i));
    const workload = blocksWorkload(strokes, cpConfig(3));
    const factors = factorsOf(workload, factor);
    const values = predictions(strokes, workload.network, factors);
    const shifted = { ...strokes, y: Float32Array.from(values, (value) => value - 15) }; // 2 / 60 (value - y) = 0.5
    const [found] = await evaluate({ ...workload, problem: shifted }, [factors]);
    values.forEach((value, s) => expect(Math.abs(found!.values[s]! / value - 1)).toBeLessThan(1e-4));
    const { gradients } = lossAndGradient(shifted, workload.network, { kind: 'mse' }, factors);
    gradients.forEach((gradient, k) =>
      gradient.forEach((x, i) =>
        expect(Math.abs(found!.gradients[k]![i]! - x)).toBeLessThanOrEqual(3e-4 * Math.abs(x) + 1e-30),
      ),
    );
  });

  it.each([
    [0, 2 ** -40],
    [-0, -(2 ** -40)],
    [1e-45, 2 ** -40],
    [-1e-39, -(2 ** -40)],
    [2 ** -40, 2 ** -40],
    [-(2 ** -41), -(2 ** -40)],
    [1e-30, 2 ** -40],
    [1e30, 1e30],
    [-3e38, -3e38],
  ])('with a factor %d count it as %d', async (special, counted) => {
    // Two samples differ in the first of three modes alone.
    const tuples = [0, 1].map((index) => [index, 0, 0]);
    const problem = samplesOf([2, 1, 1], tuples, [0, 0]);
    const workload = blocksWorkload(problem, cpConfig(1));
    for (const rest of [1, 1e-4, 1e8, 3e37]) {
      const [found] = await evaluate(workload, [[[special, 1], [rest], [1]]]);
      const value = Math.fround(Math.fround(counted) * Math.fround(rest));
      expect(found!.values[0]).toBe(value);
      // e(s) = value, so the sums are e(s) times the product.
      const quotient = Math.fround(Math.fround(value * value) / Math.fround(counted));
      const gradient = found!.gradients[0]![0]!;
      if (Number.isFinite(quotient)) expect(Math.abs(gradient / quotient - 1)).toBeLessThan(1e-6);
      else expect(gradient).toBe(quotient);
    }
  });

  it('become zero and infinity where float32 ends', async () => {
    const modes = 9;
    const problem = samplesOf(new Array<number>(modes).fill(1), [new Array<number>(modes).fill(0)], [0]);
    const workload = blocksWorkload(problem, cpConfig(1));
    const valueOf = async (factors: number[]): Promise<number> =>
      (await evaluate(workload, [Array.from({ length: modes }, (_, n) => [factors[n] ?? 1])]))[0]!.values[0]!;
    const [tiny, huge] = [2 ** -32, 2 ** 32];
    expect(await valueOf([tiny, tiny, tiny, 2 ** -30])).toBe(2 ** -126);
    expect(Math.abs(await valueOf([tiny, tiny, tiny, tiny]))).toBeLessThanOrEqual(2 ** -128);
    expect(await valueOf([huge, huge, huge, -(2 ** 31)])).toBe(-(2 ** 127));
    expect(await valueOf([huge, huge, huge, 2 - 2 ** -23])).toBe((2 - 2 ** -23) * 2 ** 96);
    expect(await valueOf([huge, huge, huge, -huge])).toBe(-Infinity);
    expect(await valueOf([huge, huge, huge, 1.5 * huge])).toBe(Infinity);
    expect(await valueOf([huge, huge, tiny, -tiny])).toBe(-1);
    expect(await valueOf([tiny, tiny, tiny, tiny, tiny, huge, huge, huge, huge])).toBe(tiny);
  });

  it.each([NaN, Infinity, -Infinity])(
    'are NaN for every sample with a factor of %d, and for no other',
    async (wrong) => {
      const workload = blocksWorkload(strokes, cpConfig(3));
      const everySample = Array.from(strokes.y, (_, s) => s);
      const mode = Array.from({ length: 784 }, (_, n) => n).find(
        (n) => new Set(everySample.map((s) => strokes.tuples[s * 784 + n])).size === 2,
      )!;
      const [found] = await evaluate(workload, [
        factorsOf(workload, (i) => (i === 6 * mode + 4 ? wrong : 1)),
      ]);
      const uses = everySample.map((s) => strokes.tuples[s * 784 + mode] === 1);
      found!.values.forEach((value, s) => expect(value).toEqual(uses[s] ? NaN : 3));
      expect(found!.gradients[mode]![4]).toBeNaN();
      expect(found!.losses[0]).toBeNaN();
    },
  );
});

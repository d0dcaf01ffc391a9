/** Predictions of runs in small batches are found in larger pieces, with the same bits. */
import {
  buildSamplesPlan,
  networkOf,
  prepareSamples,
  strokeImages,
  type BlocksPlan,
  type TasklessConfig,
  type TreeNetwork,
  type Workload,
} from '@ranksweep/core';
import { loadKernels } from '@ranksweep/kernels';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { randomSamples, samplesOf, tasklessConfig } from '../../core/test/samplesSupport.ts';
import { Arena } from '../src/wasm/arena.ts';
import { BlocksSelection } from '../src/wasm/blocksSelection.ts';
import type { SampleEvaluator } from '../src/wasm/evaluator.ts';
import { MEASURED_TOGETHER } from '../src/wasm/observations.ts';
import { runBuffers, type RunBuffers } from '../src/wasm/runBuffers.ts';
import { widerPlan } from '../src/wasm/widerPlan.ts';

/** Buffers of a run whose parameters are around 1, and its predictions in pieces as large as batches. */
function buffersOf(workload: Workload): { buffers: RunBuffers; inBatches(count: number): number[] } {
  const kernels = loadKernels('plain');
  const arena = new Arena(kernels);
  const buffers = runBuffers(kernels, arena, workload);
  for (const { address, rows, cols } of buffers.parameters.values) {
    arena.floats(address, rows * cols).forEach((_, i, floats) => (floats[i] = 1 + ((7 * i) % 11) / 100));
  }
  const evaluator = buffers.evaluator as SampleEvaluator;
  const { size } = workload.config.batch!;
  const inBatches = (count: number): number[] =>
    Array.from({ length: Math.ceil(count / size) }, (_, b) => {
      evaluator.select(new Int32Array(Math.min(size, count - b * size)).map((_s, i) => b * size + i));
      evaluator.forward();
      return [...arena.floats(evaluator.values, evaluator.count)];
    }).flat();
  return { buffers, inBatches };
}

const inBatchesOf = (config: TasklessConfig, size: number): TasklessConfig => ({
  ...config,
  batch: { size },
});

it('are those of batches, bit by bit', () => {
  fc.assert(
    fc.property(randomSamples, fc.integer({ min: 1, max: 10 }), ({ config, problem }, size) => {
      const { buffers, inBatches } = buffersOf(prepareSamples(inBatchesOf(config, size), problem));
      const expected = inBatches(problem.y.length);
      expect([...buffers.observations.predictions()]).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

const models: readonly TasklessConfig['model'][] = [
  { kind: 'cp', components: 3, linearOutput: false },
  { kind: 'hierarchical', widths: [3, 4, 2, 3, 2, 3], pooling: 'half', poolSize: 2 },
];

it.each(models)('of a $kind model take a few selections, whatever the batches', (model) => {
  const samples = 2 * MEASURED_TOGETHER + 10;
  const { tuples: pixels, dims } = strokeImages(samples, 8);
  // 64 pixels from the middle.
  const tuples = Array.from({ length: samples }, (_, s) => [
    ...pixels.subarray(s * dims.length + 360, s * dims.length + 424),
  ]);
  const problem = samplesOf(new Array<number>(64).fill(2), tuples, new Array<number>(samples).fill(1));
  const config = tasklessConfig({ model, init: { mean: 1, std: 0.1 } });
  const { buffers, inBatches } = buffersOf(prepareSamples(inBatchesOf(config, 2), problem));
  const expected = inBatches(samples);
  expect(new Set(expected).size).toBeGreaterThan(100);
  const select = vi.spyOn(buffers.evaluator as SampleEvaluator, 'select');
  expect([...buffers.observations.predictions()]).toEqual(expected);
  expect(select).toHaveBeenCalledTimes(3);
});

it('find room in a wider plan', () => {
  const { tuples, dims } = strokeImages(2 * MEASURED_TOGETHER, 8);
  const network = networkOf({ kind: 'cp', components: 3, linearOutput: false }, dims) as TreeNetwork;
  const kernels = loadKernels('plain');
  for (const batchSize of [1, 2, 5, 100]) {
    const plan = widerPlan(buildSamplesPlan(network, tuples, batchSize), MEASURED_TOGETHER) as BlocksPlan;
    const selection = new BlocksSelection(kernels, new Arena(kernels), plan);
    for (const first of [0, MEASURED_TOGETHER]) {
      selection.select(new Int32Array(MEASURED_TOGETHER).map((_, i) => first + i));
      for (const { products, block } of selection.blocks) {
        expect(products).toBeLessThanOrEqual(block.mostProducts);
        expect(block.mostProducts).toBeLessThanOrEqual(block.left.length);
      }
    }
  }
});

/** Every engine on samples of many modes, beside the float64 reference. */
import {
  metricSet,
  prepareSamples,
  strokeImages,
  type HierarchicalModelConfig,
  type SamplesProblem,
  type Workload,
} from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, initialState, type Engine, type RunState } from '../../src/index.ts';
import { randomSamples, samplesOf, tasklessConfig } from '../../../core/test/samplesSupport.ts';
import { casesFor, isTaken, shapes, times } from './effort.ts';
import { engines } from './engines.ts';
import { cohorts, startAt, type Cohort } from './start.ts';

interface Reached {
  readonly state: RunState;
  /** Losses and predictions, at every iteration. */
  readonly measured: readonly number[];
}

async function advance(
  engine: Engine,
  workload: Workload,
  iterations: number,
  from: RunState = initialState(workload),
  cohort: Cohort = 1,
): Promise<Reached> {
  const { network, config } = workload;
  const program = await startAt(engine, workload, cohort, from);
  const ofTest = (workload.problem as SamplesProblem).test === undefined ? [] : ['test_mse'];
  const names = ['train_loss', 'train_mse', 'prediction_mean', 'prediction_max', ...ofTest];
  const record = { ...config.record, metrics: names };
  const metrics = metricSet({ ...config, record }, network);
  const values: number[] = [];
  for (let i = 0; i <= iterations; i++) {
    values.push(...(await program.measure(metrics)).values);
    if (i < iterations) await program.advance(1);
  }
  const state = await program.state();
  program.dispose();
  return { state, measured: values };
}

function expectClose(found: Reached, expected: Reached, tolerance: number): void {
  found.measured.forEach((value, i) => {
    const wanted = expected.measured[i]!;
    expect(Math.abs(value - wanted) / (1 + Math.abs(wanted))).toBeLessThan(tolerance);
  });
  found.state.parameters.forEach((value, k) => {
    expect(Math.abs(value - expected.state.parameters[k]!)).toBeLessThan(tolerance);
  });
}

const cpOnStrokes = (samples: number): Workload =>
  prepareSamples(
    tasklessConfig({
      model: { kind: 'cp', components: 15 },
      init: { mean: 1, std: 1e-3 },
      optimizer: { kind: 'adam', learningRate: 5e-4 },
    }),
    strokeImages(samples, 0),
  );

describe.each(engines)('%s follows the reference on samples, alone and in a cohort', (name) => {
  const engine = createEngine(name);
  const reference = createEngine('reference');
  const compare = async (
    workload: Workload,
    iterations: number,
    tolerance: number,
    from?: RunState,
  ): Promise<void> => {
    const expected = await advance(reference, workload, iterations, from);
    for (const cohort of cohorts)
      expectClose(await advance(engine, workload, iterations, from, cohort), expected, tolerance);
  };

  const ofCp = it.skipIf(!isTaken(name, cpOnStrokes(4)));

  ofCp('of random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(randomSamples, async ({ config, problem }) => {
        const workload = prepareSamples(config, problem);
        await compare(workload, 3, 5e-4);
      }),
      { numRuns: shapes(name, 150), seed: 1 },
    );
  });

  ofCp('of 784 modes', async () => {
    const workload = cpOnStrokes(40);
    expect(workload.plan.kind).toBe('blocks');
    await compare(workload, times(name, 5), 1e-4);
  });

  it('of a hierarchical tensor factorization, some of them twice with different values', async () => {
    const dims = [2, 3, 2, 2];
    const tuples = Array.from({ length: 30 }, (_, s) => dims.map((d, n) => (s * (n + 1) + (s >> n)) % d));
    const workload = prepareSamples(
      tasklessConfig({ model: { kind: 'hierarchical', widths: [3, 4] }, init: { std: 0.5 } }),
      samplesOf(
        dims,
        tuples,
        tuples.map((_, s) => (s % 7) / 3),
      ),
    );
    await compare(workload, 20, 2e-4);
  });

  describe('of hierarchical tensor factorizations in batches that repeat samples', () => {
    const trees: Record<string, [modes: number, model: Partial<HierarchicalModelConfig>]> = {
      'neighbours, two by two': [8, { widths: [3, 4, 2] }],
      'halves, four by four': [32, { widths: [3, 2, 4], pooling: 'half', poolSize: 4 }],
      'square patches and what is left over': [
        26,
        { widths: [2, 3, 2], pooling: 'checkerboard-sq', poolSize: 4 },
      ],
      'square patches of images': [784, { widths: [3, 2, 3, 2, 3], pooling: 'checkerboard-sq', poolSize: 4 }],
    };
    it.each(casesFor(name, Object.entries(trees), 2))('%s', async (_, [modes, model]) => {
      const strokes = strokeImages(50, 2);
      const first = modes === 784 ? 0 : 200; // strokes pass there
      const seen = Array.from({ length: 40 }, (_, s) => (s % 4 === 0 ? 3 : s)); // a sample that comes again and again
      const part = (numbers: number[]) => ({
        tuples: Uint8Array.from(
          numbers.flatMap((s) => [...strokes.tuples.subarray(784 * s + first, 784 * s + first + modes)]),
        ),
        y: Float32Array.from(numbers, (s) => strokes.y[s]!),
      });
      const config = tasklessConfig({
        model: { kind: 'hierarchical', widths: [], ...model },
        init: { scheme: 'unit', std: 0.1 },
        optimizer: { kind: 'adam', learningRate: 1e-3 },
      });
      const workload = prepareSamples(
        { ...config, batch: { size: 9 } }, // 4 batches of 9 and one of 4 are an epoch
        {
          kind: 'samples',
          dims: new Array<number>(modes).fill(2),
          ...part(seen),
          test: part([41, 42, 43, 44, 45, 46, 47, 48, 49, 49, 3]),
        },
      );
      await compare(workload, 7, 5e-4);
    });
  });

  ofCp('when factors are zero or next to it', async () => {
    const dims = [2, 2, 3];
    const problem = samplesOf(dims, [[0, 1, 2], [1, 1, 0], [0, 1, 2], [0, 0, 1]], [1, 2, 0.5, 1]); // prettier-ignore
    const config = tasklessConfig({
      model: { kind: 'cp', components: 5 },
      init: { std: 1 },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
    });
    const workload = prepareSamples(config, problem);
    const from = initialState(workload);
    [0, 1, 7, 12, 20, 27].forEach((at, i) => (from.parameters[at] = [0, -0, 1e-30, -1e-14][i % 4]!));
    await compare(workload, 4, 1e-5, from);
  });

  ofCp('goes on from a state with the same bits as never having stopped', async () => {
    const workload = prepareSamples(
      tasklessConfig({
        model: { kind: 'cp', components: 5 },
        init: { mean: 1, std: 0.01 },
        optimizer: { kind: 'adam' },
      }),
      strokeImages(times(name, 30), 1),
    );
    for (const cohort of cohorts) {
      const { state: through } = await advance(engine, workload, 9, undefined, cohort);
      const { state: half } = await advance(engine, workload, 4, undefined, cohort);
      expect((await advance(engine, workload, 5, half, cohort)).state).toEqual(through);
    }
  });
});

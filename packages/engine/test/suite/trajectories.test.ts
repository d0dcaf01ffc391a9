/** The suite that every engine must pass. Whole trajectories are compared with the float64 reference, over random shapes. */
import {
  followsGradientFlow,
  metricSet,
  prepareWorkload,
  type TensorConfig,
  type TensorInput,
} from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, decodeState, encodeState, type Engine } from '../../src/index.ts';
import { everyCombination, parse, randomConfig } from '../../../core/test/support.ts';
import { continuousMetrics, continuousValues } from './continuousMetrics.ts';
import { casesFor, shapes, times } from './effort.ts';
import { engines } from './engines.ts';
import { cohorts, inCohorts, start, startAt } from './start.ts';

/** Every model, for completion and sensing, with the first loss. */
const oneOfEachModel = everyCombination().filter(
  ([name]) => name.endsWith(', mse') && !name.includes('rank-one'),
);

/** Choices of task and initialization that do not depend on the model. */
const choices: [name: string, config: TensorInput][] = [
  [
    'identity initialization, symmetric target',
    {
      model: { kind: 'matrix', depth: 3 },
      task: {
        kind: 'completion',
        dims: [5, 5],
        observed: 15,
        target: { kind: 'matrix', rank: 2, symmetric: true },
      },
      init: { scheme: 'identity', std: 0.5 },
    },
  ],
  [
    'identity initialization of factors that are not square',
    {
      model: { kind: 'matrix', depth: 3, hiddenWidths: [6, 3] },
      task: { kind: 'completion', dims: [4, 5], observed: 15, target: { kind: 'gaussian' } },
      init: { scheme: 'identity', std: 0.5 },
    },
  ],
  ...(['gaussian', 'rank-one'] as const).map((measurements): [string, TensorInput] => [
    `${measurements} sensing tensors of norm 1, some held out, symmetric target`,
    {
      model: { kind: 'cp', components: 4 },
      task: {
        kind: 'sensing',
        dims: [3, 3, 3],
        observed: 15,
        measurements,
        measurementNorm: 1,
        heldOut: 6,
        target: { kind: 'cp', rank: 2, symmetric: true },
      },
      init: { std: 0.5 },
    },
  ]),
  [
    'half of three nodes a window, in model and target',
    {
      model: { kind: 'hierarchical', widths: [3, 2], pooling: 'half', poolSize: 3 },
      task: {
        kind: 'completion',
        dims: [2, 2, 2, 2, 2],
        observed: 20,
        target: { kind: 'hierarchical', ranks: [2, 2], pooling: 'half', poolSize: 3 },
      },
      init: { std: 0.7 },
    },
  ],
];

/**
 * Advances a run alone, in a cohort, and with the reference, side by side.
 * @returns the largest relative distance of parameters and of metrics from the reference
 */
async function compare(
  engine: Engine,
  config: TensorConfig,
  iterations: number,
): Promise<{ parameters: number; metrics: number }> {
  const metrics = metricSet(
    { ...config, record: continuousMetrics(config) },
    prepareWorkload(config).network,
  );
  const runs = await Promise.all(cohorts.map((cohort) => start(engine, config, cohort)));
  const oracle = await start(createEngine('reference'), config);
  const worst = { parameters: 0, metrics: 0 };
  for (let i = 0; i <= iterations; i++) {
    const expected = continuousValues(metrics.names, (await oracle.measure(metrics)).values);
    const { parameters } = await oracle.state();
    for (const run of runs) {
      const found = continuousValues(metrics.names, (await run.measure(metrics)).values);
      expected.forEach((value, name) => {
        const distance = Math.abs(found.get(name)! - value) / (1 + Math.abs(value));
        worst.metrics = Math.max(worst.metrics, distance); // NaN stays
      });
      (await run.state()).parameters.forEach((value, k) => {
        worst.parameters = Math.max(worst.parameters, Math.abs(value - parameters[k]!));
      });
      await run.advance(1);
    }
    await oracle.advance(1);
  }
  for (const run of [oracle, ...runs]) run.dispose();
  return worst;
}

describe.each(engines)('%s follows the reference, alone and in a cohort', (name) => {
  const engine = createEngine(name);

  it.each(casesFor(name, everyCombination(), 4))('%s', async (_, config) => {
    // L1's and Huber's derivatives jump where a residual changes sign. Over a few iterations both stay on one side.
    const worst = await compare(engine, config, config.loss.kind === 'mse' ? times(name, 40) : 8);
    expect(worst.metrics).toBeLessThan(2e-4);
    expect(worst.parameters).toBeLessThan(2e-4);
  });

  it.each(casesFor(name, choices, 3))('%s', async (_, input) => {
    const worst = await compare(engine, parse(input), times(name, 40));
    expect(worst.metrics).toBeLessThan(2e-4);
    expect(worst.parameters).toBeLessThan(2e-4);
  });

  it('on random shapes, tasks, losses and optimizers', async () => {
    await fc.assert(
      fc.asyncProperty(randomConfig, async (config) => {
        const worst = await compare(engine, config, 3);
        expect(worst.metrics).toBeLessThan(5e-4);
        expect(worst.parameters).toBeLessThan(5e-4);
      }),
      { numRuns: shapes(name, 150), seed: 1 },
    );
  });
});

describe.each(inCohorts([...engines, 'reference']))(
  '%s in a cohort of %i keeps its contract',
  (name, cohort) => {
    const engine = createEngine(name);
    const config = parse({
      model: { kind: 'hierarchical', widths: [3, 4] },
      task: {
        kind: 'completion',
        dims: [2, 3, 2, 3],
        observed: 20,
        target: { kind: 'hierarchical', ranks: [2, 2] },
      },
      init: { std: 0.5 },
      optimizer: { kind: 'adam' },
    });

    it.each<TensorInput['optimizer']>([
      { kind: 'adam' },
      { kind: 'group-rmsprop' },
      { kind: 'sgd', learningRate: 0.1 },
      { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
    ])('goes on from a state with the same bits as never having stopped: %j', async (optimizer) => {
      const run = parse({ ...config, optimizer });
      const through = await start(engine, run, cohort);
      await through.advance(30);
      const stopped = await start(engine, run, cohort);
      await stopped.advance(13);
      const state = decodeState(encodeState(await stopped.state()));
      const resumed = await startAt(engine, prepareWorkload(run), cohort, state);
      await resumed.advance(17);
      expect(await resumed.state()).toEqual(await through.state());
      const { flowTime } = await resumed.state();
      expect(flowTime > 0).toBe(followsGradientFlow(run.optimizer));
    });

    it.each(casesFor(name, oneOfEachModel, 5))('is not moved by measuring: %s', async (_, run) => {
      const { network } = prepareWorkload(run);
      const metrics = metricSet({ ...run, record: continuousMetrics(run) }, network);
      const [watched, left] = await Promise.all([start(engine, run, cohort), start(engine, run, cohort)]);
      for (let i = 0; i < 10; i++) {
        await watched.measure(metrics);
        await watched.advance(1);
      }
      await left.advance(10);
      expect(await watched.state()).toEqual(await left.state());
    });

    it('measures the CP rank, at the end', async () => {
      const cp = parse({
        model: { kind: 'cp', components: 2 },
        task: { kind: 'completion', dims: [3, 4, 3], observed: 20, target: { kind: 'cp', rank: 1 } },
        init: { std: 0.5 },
        record: { metrics: ['train_loss', 'cp_rank'] },
      });
      const program = await start(engine, cp, cohort);
      const measured = await program.measure(metricSet(cp, prepareWorkload(cp).network).atEnd);
      expect([...measured.values]).toEqual([2]);
    });

    it('computes the same in memory that another run has used before', async () => {
      const first = await start(engine, config, cohort);
      await first.advance(25);
      const expected = await first.state();
      first.dispose();
      const other = await start(engine, { ...config, seed: 9 }, cohort);
      await other.advance(25);
      other.dispose();
      const again = await start(engine, config, cohort);
      await again.advance(25);
      expect(await again.state()).toEqual(expected);
    });

    it('lets a diverging run become non-finite instead of hiding it', async () => {
      const diverging = { ...config, optimizer: { kind: 'sgd', learningRate: 1e6, momentum: 0 } } as const;
      const program = await start(engine, diverging, cohort);
      await program.advance(60);
      expect(Number.isFinite((await program.measure()).losses.objective)).toBe(false);
    });
  },
);

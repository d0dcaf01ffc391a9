/** The suite that every engine passes: whole trajectories beside the float64 reference, over random shapes. */
import {
  followsGradientFlow,
  metricSet,
  prepareWorkload,
  type RunConfig,
  type RunConfigInput,
} from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createEngine,
  decodeState,
  encodeState,
  type Engine,
  type EngineName,
  type RunState,
} from '../../src/index.ts';
import { everyCombination, parse, randomConfig } from '../../../core/test/support.ts';
import { continuousMetrics, continuousValues } from './continuousMetrics.ts';
import { start } from './start.ts';

const engines: EngineName[] = ['wasm-fma', 'wasm-plain'];

/** Every model, completion and sensing, by the first loss. */
const oneOfEachModel = everyCombination().filter(
  ([name]) => name.endsWith(', mse') && !name.includes('rank-one'),
);

/** Choices of task and initialization that no model has to itself. */
const choices: [name: string, config: RunConfigInput][] = [
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
  ...(['gaussian', 'rank-one'] as const).map((measurements): [string, RunConfigInput] => [
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

/** Advances both engines side by side; returns the largest relative distance of parameters and of metrics. */
async function compare(
  engine: Engine,
  config: RunConfig,
  iterations: number,
): Promise<{ parameters: number; metrics: number }> {
  const metrics = metricSet(
    { ...config, record: continuousMetrics(config) },
    prepareWorkload(config).network,
  );
  const [program, oracle] = await Promise.all([
    start(engine, config),
    start(createEngine('reference'), config),
  ]);
  const worst = { parameters: 0, metrics: 0 };
  for (let i = 0; i <= iterations; i++) {
    const [[found], [expected]] = await Promise.all([program.measure([metrics]), oracle.measure([metrics])]);
    const foundValues = continuousValues(metrics.names, found!.values);
    continuousValues(metrics.names, expected!.values).forEach((value, name) => {
      const distance = Math.abs(foundValues.get(name)! - value) / (1 + Math.abs(value));
      worst.metrics = Math.max(worst.metrics, distance); // NaN stays
    });
    const [[state], [reference]] = await Promise.all([program.state(), oracle.state()]);
    state!.parameters.forEach((value, k) => {
      const distance = Math.abs(value - reference!.parameters[k]!);
      worst.parameters = Math.max(worst.parameters, distance);
    });
    await Promise.all([program.advance(1), oracle.advance(1)]);
  }
  program.dispose();
  oracle.dispose();
  return worst;
}

describe.each(engines)('%s follows the reference', (name) => {
  const engine = createEngine(name);

  it.each(everyCombination())('%s', async (_, config) => {
    // L1's and Huber's derivatives jump where a residual changes sign: few iterations keep both on one side.
    const worst = await compare(engine, config, config.loss.kind === 'mse' ? 40 : 8);
    expect(worst.metrics).toBeLessThan(2e-4);
    expect(worst.parameters).toBeLessThan(2e-4);
  });

  it.each(choices)('%s', async (_, input) => {
    const worst = await compare(engine, parse(input), 40);
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
      { numRuns: 150, seed: 1 },
    );
  });
});

describe.each([...engines, 'reference' as const])('%s keeps its contract', (name) => {
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

  it.each<RunConfigInput['optimizer']>([
    { kind: 'adam' },
    { kind: 'group-rmsprop' },
    { kind: 'sgd', learningRate: 0.1 },
    { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
  ])('goes on from a state with the same bits as never having stopped: %j', async (optimizer) => {
    const run = parse({ ...config, optimizer });
    const through = await start(engine, run);
    await through.advance(30);
    const stopped = await start(engine, run);
    await stopped.advance(13);
    const [state] = await stopped.state();
    const workload = prepareWorkload(run);
    const resumed = await start(engine, run);
    await resumed.load([{ workload, state: decodeState(encodeState(state!)) }]);
    await resumed.advance(17);
    expect(await resumed.state()).toEqual(await through.state());
    const [{ flowTime }] = (await resumed.state()) as [RunState];
    expect(flowTime > 0).toBe(followsGradientFlow(run.optimizer));
  });

  it.each(oneOfEachModel)('is not moved by measuring: %s', async (_, run) => {
    const { network } = prepareWorkload(run);
    const metrics = metricSet({ ...run, record: continuousMetrics(run) }, network);
    const [watched, left] = await Promise.all([start(engine, run), start(engine, run)]);
    for (let i = 0; i < 10; i++) {
      await watched.measure([metrics]);
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
    const program = await start(engine, cp);
    const [measured] = await program.measure([metricSet(cp, prepareWorkload(cp).network).atEnd]);
    expect([...measured!.values]).toEqual([2]);
  });

  it('computes the same in memory that another run has used before', async () => {
    const first = await start(engine, config);
    await first.advance(25);
    const expected = await first.state();
    first.dispose();
    const other = await start(engine, { ...config, seed: 9 });
    await other.advance(25);
    other.dispose();
    const again = await start(engine, config);
    await again.advance(25);
    expect(await again.state()).toEqual(expected);
  });

  it('lets a diverging run become non-finite instead of hiding it', async () => {
    const program = await start(engine, {
      ...config,
      optimizer: { kind: 'sgd', learningRate: 1e6, momentum: 0 },
    });
    await program.advance(60);
    const [measured] = await program.measure([undefined]);
    expect(Number.isFinite(measured!.losses.objective)).toBe(false);
  });
});

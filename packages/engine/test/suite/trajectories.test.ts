/** The suite that every engine passes: whole trajectories beside the float64 reference, over random shapes. */
import { metricSet, prepareWorkload, type RunConfig } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, initialState, type Engine, type EngineName, type Program } from '../../src/index.ts';
import { everyCombination, parse, randomConfig } from '../../../core/test/support.ts';

const engines: EngineName[] = ['wasm-fma', 'wasm-plain'];

async function start(engine: Engine, config: RunConfig): Promise<Program> {
  const workload = prepareWorkload(config);
  const { network } = workload;
  const shape = { network, loss: config.loss, optimizer: config.optimizer, cohort: 1 };
  const program = await engine.compile(shape, (await engine.devices())[0]!);
  await program.load([{ workload, state: initialState(workload) }]);
  return program;
}

/**
 * All metrics but `rank`, which jumps. The k-th largest of several values moves no more than they do, whatever their order.
 */
function continuousMetrics({ model, task, record }: RunConfig): RunConfig['record'] {
  const isAllObserved = task.kind === 'completion' && task.observed === task.dims.reduce((a, b) => a * b, 1);
  const matricizations = ['{1}', '{2}', ...(task.dims.length > 2 ? ['{1,3}', '{3,2}'] : [])];
  const ofModel = {
    matrix: ['singular_value', 'weight_vector_norm'],
    cp: ['component_norm', 'component_cosine', 'weight_vector_norm'],
    hierarchical: ['local_component_norm', 'weight_vector_norm'],
  };
  return {
    ...record,
    metrics: [
      'train_loss',
      'train_mse',
      'reconstruction_error',
      'prediction_mean',
      'prediction_max',
      ...(isAllObserved ? [] : ['test_mse']),
      'frobenius_norm',
      'unbalancedness',
      ...ofModel[model.kind],
      'nuclear_norm',
      ...matricizations.flatMap((modes) => [`singular_value${modes}`, `effective_rank${modes}`]),
    ],
  };
}

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
    metrics.names.forEach((_, m) => {
      const distance =
        Math.abs(found!.values[m]! - expected!.values[m]!) / (1 + Math.abs(expected!.values[m]!));
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

  it('goes on from a state with the same bits as never having stopped', async () => {
    const through = await start(engine, config);
    await through.advance(30);
    const stopped = await start(engine, config);
    await stopped.advance(13);
    const [state] = await stopped.state();
    const workload = prepareWorkload(config);
    const resumed = await start(engine, config);
    await resumed.load([{ workload, state: state! }]);
    await resumed.advance(17);
    expect(await resumed.state()).toEqual(await through.state());
  });

  it('is not moved by measuring', async () => {
    const metrics = metricSet(config, prepareWorkload(config).network);
    const [watched, left] = await Promise.all([start(engine, config), start(engine, config)]);
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

/**
 * Short trajectories must give the bits of earlier versions: on every machine, after every change of the plan, the engine
 * or the kernels. A hash that changes makes the trajectories in existing databases irreproducible. The hashes are in
 * __snapshots__/.
 */
import { createHash } from 'node:crypto';
import { metricSet, prepareWorkload, type TensorConfig, type TensorInput } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../src/index.ts';
import { models, parse } from '../../core/test/support.ts';
import { start, type Cohort } from './suite/start.ts';

const engines = ['wasm-fma', 'wasm-plain'] as const;
const ITERATIONS = 40;

const task = (dims: number[], observed: number): TensorInput['task'] => ({
  kind: 'completion',
  dims,
  observed,
  target: { kind: 'gaussian', frobeniusNorm: 3 },
});

const trajectories: Record<string, TensorConfig> = Object.fromEntries([
  ...Object.entries(models).map(([name, { model, dims }]) => [
    name,
    parse({ model, task: task(dims, Math.ceil(dims.reduce((a, b) => a * b, 1) / 2)), init: { std: 0.6 } }),
  ]),
  ...(
    [
      [
        'sensing, huber, adam',
        { loss: { kind: 'huber', threshold: 0.5 }, optimizer: { kind: 'adam', learningRate: 0.01 } },
      ],
      [
        'sensing, l1, momentum',
        { loss: { kind: 'l1' }, optimizer: { kind: 'sgd', learningRate: 0.02, momentum: 0.9 } },
      ],
    ] as const
  ).map(([name, { loss, optimizer }]) => [
    name,
    parse({
      model: { kind: 'cp', components: 7 },
      task: { ...task([3, 4, 5], 25), kind: 'sensing' } as TensorInput['task'],
      init: { std: 0.6 },
      loss,
      optimizer,
    }),
  ]),
  ['matrix 64x64', parse({ model: { kind: 'matrix' }, task: task([64, 64], 2048), init: { std: 0.2 } })],
  ['cp R=256', parse({ model: { kind: 'cp' }, task: task([16, 16, 16], 2048), init: { std: 0.3 } })],
  [
    'cp of 12 modes, in blocks',
    parse({
      model: { kind: 'cp', components: 5 },
      task: task(new Array<number>(12).fill(2), 200),
      init: { mean: 0.9, std: 0.3 },
    }),
  ],
  [
    'hierarchical [96,64]',
    parse({
      model: { kind: 'hierarchical', widths: [96, 64] },
      task: task([8, 8, 8, 8], 2048),
      init: { std: 0.1 },
    }),
  ],
]);

const sha256 = (arrays: readonly (Float32Array | Float64Array)[]): string =>
  arrays.reduce((hash, array) => hash.update(array), createHash('sha256')).digest('hex');

/** Parameters and optimizer state after some updates; all default metrics before and after them. */
async function hashesOf(
  engineName: (typeof engines)[number],
  config: TensorConfig,
  cohort: Cohort,
): Promise<{ state: string; metrics: string }> {
  const run = await start(createEngine(engineName), config, cohort);
  const metrics = metricSet(config, prepareWorkload(config).network);
  const before = await run.measure(metrics);
  await run.advance(ITERATIONS);
  const after = await run.measure(metrics);
  const state = await run.state();
  run.dispose();
  return {
    state: sha256([state.parameters as Float32Array, ...(state.slots as Float32Array[])]),
    metrics: sha256([before.values, after.values]),
  };
}

describe.each(engines)('%s', (engineName) => {
  it.each(Object.entries(trajectories))('%s', async (_, config) => {
    const alone = await hashesOf(engineName, config, 1);
    expect(alone).toMatchSnapshot();
    expect(await hashesOf(engineName, config, 7)).toEqual(alone);
  });
});

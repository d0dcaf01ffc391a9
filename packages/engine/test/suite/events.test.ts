/** The same definition on a processor and on a GPU: what happens on a trajectory happens in the same order. */
import { detectEvents, metricSet, prepareWorkload, type TensorInput } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { createEngine, type EngineName } from '../../src/index.ts';
import { parse } from '../../../core/test/support.ts';
import { noVulkan } from '../vulkan.ts';
import { start } from './start.ts';

const completion = (dims: number[], observed: number, target: object) =>
  ({ kind: 'completion', dims, observed, target: { ...target, frobeniusNorm: 6 } }) as TensorInput['task'];

/** Small enough an initialization that one component rises after the other. */
const definitions: Record<string, Pick<TensorInput, 'model' | 'task'>> = {
  matrix: {
    model: { kind: 'matrix', depth: 3 },
    task: completion([6, 6], 30, { kind: 'matrix', rank: 2 }),
  },
  cp: {
    model: { kind: 'cp', components: 8 },
    task: completion([4, 4, 4], 50, { kind: 'cp', rank: 2 }),
  },
  hierarchical: {
    model: { kind: 'hierarchical', widths: [5, 5] },
    task: completion([3, 3, 3, 3], 60, { kind: 'hierarchical', ranks: [2, 2] }),
  },
};

const EVERY = 25;
/** Before the loss is so small that rounding decides about it. */
const ITERATIONS = 1200;

async function trajectory(engine: EngineName, definition: Pick<TensorInput, 'model' | 'task'>) {
  const config = parse({ ...definition, init: { std: 0.05 }, record: { top: 3 }, seed: 3 });
  const metrics = metricSet(config, prepareWorkload(config).network);
  const run = await start(createEngine(engine), config);
  const iterations: number[] = [];
  const snapshots: Float64Array[] = [];
  for (let at = 0; at <= ITERATIONS; at += EVERY) {
    iterations.push(at);
    snapshots.push((await run.measure(metrics)).values);
    await run.advance(EVERY);
  }
  run.dispose();
  const series = metrics.names.map((metric, m) => ({
    metric,
    iterations,
    values: snapshots.map((values) => values[m]!),
  }));
  const events = detectEvents(series, undefined);
  return {
    events: events.map(({ kind, subject }) => `${kind} ${subject}`),
    firstRise: events.find(({ kind }) => kind === 'rise')!.iteration,
    losses: series.find(({ metric }) => metric === 'train_loss')!.values,
  };
}

describe.skipIf(noVulkan)('webgpu and wasm', () => {
  it.each(Object.entries(definitions))('see the same events in the same order: %s', async (_, definition) => {
    const found = await trajectory('webgpu', definition);
    const expected = await trajectory('wasm', definition);
    expect(found.events).toEqual(expected.events);
    expect(found.events.filter((event) => event.startsWith('rise')).length).toBeGreaterThan(1);
    found.losses.forEach((loss, i) => {
      const distance = Math.abs(loss - expected.losses[i]!) / (1 + Math.abs(expected.losses[i]!));
      // A rise is steep: rounding moves it by a part of an iteration.
      expect(distance).toBeLessThan(i * EVERY < expected.firstRise ? 5e-4 : 5e-3);
    });
  });
});

/** The same runs on every engine have the same events in the same order, and nearly the same losses. */
import {
  detectEvents,
  metricSet,
  prepareWorkload,
  type Series,
  type TensorConfig,
  type TrajectoryEvent,
} from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { createEngine, initialState, measure } from '../../src/index.ts';
import { parse } from '../../../core/test/support.ts';
import { engines } from './engines.ts';

const EVERY = 25;
const SNAPSHOTS = 16;

/** One of each model, in which components rise one after another. */
const configs: Record<string, TensorConfig> = {
  matrix: parse({
    model: { kind: 'matrix', depth: 3 },
    task: { kind: 'completion', dims: [6, 6], observed: 24, target: { kind: 'matrix', rank: 2 } },
    init: { std: 0.1 },
  }),
  cp: parse({
    model: { kind: 'cp', components: 6 },
    task: { kind: 'completion', dims: [4, 4, 4], observed: 40, target: { kind: 'cp', rank: 2 } },
    init: { std: 0.1 },
  }),
  hierarchical: parse({
    model: { kind: 'hierarchical', widths: [4, 4] },
    task: {
      kind: 'completion',
      dims: [3, 3, 3, 3],
      observed: 50,
      target: { kind: 'hierarchical', ranks: [2, 2] },
    },
    init: { std: 0.2 },
  }),
};

interface Trajectory {
  readonly losses: readonly number[];
  readonly events: readonly TrajectoryEvent[];
}

/** Two runs from different seeds, in one cohort. */
async function trajectories(engineName: string, config: TensorConfig): Promise<Trajectory[]> {
  const engine = createEngine(engineName);
  const members = [0, 1].map((seed) =>
    prepareWorkload({ ...config, seed, task: { ...config.task, seed: 0 } } as TensorConfig),
  );
  const [device] = await engine.devices();
  const program = await engine.compile({ example: members[0]!, cohort: members.length }, device!);
  for (const [slot, workload] of members.entries()) {
    await program.load(slot, { workload, state: initialState(workload) });
  }
  const metrics = metricSet(config, members[0]!.network);
  const found = members.map(() => ({ losses: [] as number[], rows: [] as Float64Array[] }));
  for (let i = 0; i < SNAPSHOTS; i++) {
    const measured = await measure(
      program,
      members.map((_, slot) => ({ slot, metrics })),
    );
    measured.forEach(({ losses, values }, slot) => {
      found[slot]!.losses.push(losses.objective);
      found[slot]!.rows.push(values);
    });
    await program.advance(EVERY);
  }
  program.dispose();
  return found.map(({ losses, rows }) => {
    const iterations = rows.map((_, i) => i * EVERY);
    const series = metrics.names.map((metric, m): Series => ({
      metric,
      iterations,
      values: rows.map((row) => row[m]!),
    }));
    return { losses, events: detectEvents(series, 'iteration-limit') };
  });
}

describe.each(Object.entries(configs))('%s', (_, config) => {
  const expected = trajectories('wasm-fma', config);

  it.each(engines.filter((name) => name !== 'wasm-fma'))('on %s', async (name) => {
    const found = await trajectories(name, config);
    for (const [seed, { losses, events }] of (await expected).entries()) {
      expect(events.filter(({ kind }) => kind === 'rise').length).toBeGreaterThan(1);
      const order = (of: readonly TrajectoryEvent[]): string[] =>
        of.map(({ kind, subject, iteration }) => `${kind} ${subject} ${iteration}`);
      expect(order(found[seed]!.events)).toEqual(order(events));
      found[seed]!.losses.forEach((loss, i) => {
        expect(Math.abs(loss - losses[i]!) / (1 + losses[i]!)).toBeLessThan(5e-4);
      });
    }
  });
});

/**
 * Metrics share buffers, which are made when a metric first needs them. The memory then grows, and earlier views of it are lost.
 * A metric must have the same value whatever was measured before, and however often.
 */
import { metricSet, prepareWorkload, type TensorConfig, type TensorInput } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type EngineName } from '../../src/index.ts';
import { parse } from '../../../core/test/support.ts';
import { continuousMetrics } from './continuousMetrics.ts';
import { casesFor, times } from './effort.ts';
import { engines } from './engines.ts';
import { inCohorts, start, type Cohort, type Run } from './start.ts';

const completion = (dims: number[], observed: number) =>
  ({ kind: 'completion', dims, observed, target: { kind: 'gaussian', frobeniusNorm: 9 } }) as const;

/** Large enough that no metric's buffers fit into the memory that the run itself has taken. */
const configs: Record<string, Pick<TensorInput, 'model' | 'task'>> = {
  matrix: { model: { kind: 'matrix', depth: 3 }, task: completion([60, 50], 1500) },
  cp: { model: { kind: 'cp', components: 20 }, task: completion([20, 16, 12], 1000) },
  'cp, all observed': { model: { kind: 'cp', components: 20 }, task: completion([20, 16, 12], 3840) },
  hierarchical: { model: { kind: 'hierarchical', widths: [8, 8] }, task: completion([7, 7, 7, 7], 500) },
  sensing: {
    model: { kind: 'hierarchical', widths: [8, 8] },
    task: { ...completion([7, 7, 7, 7], 30), kind: 'sensing' },
  },
};

/** A run after three iterations, in its own memory. */
async function begin(engine: EngineName, cohort: Cohort, config: TensorConfig): Promise<Run> {
  const program = await start(createEngine(engine), config, cohort);
  await program.advance(3);
  return program;
}

describe.each(inCohorts(engines))(
  '%s in a cohort of %i measures the same, whatever it measured before',
  (engine, cohort) => {
    it.each(casesFor(engine, Object.entries(configs), 3))('%s', async (_, problem) => {
      const config = parse({ ...problem, init: { std: 0.3 } });
      const { network } = prepareWorkload(config);
      const record = continuousMetrics(config);
      const measure = async (program: Run, metrics: string[]): Promise<[name: string, value: number][]> => {
        const set = metricSet({ ...config, record: { ...record, metrics } }, network);
        const { values } = await program.measure(set);
        return set.names.map((name, m) => [name, values[m]!]);
      };
      const alone = new Map<string, number>();
      for (const metric of record.metrics!) {
        for (const [name, value] of await measure(await begin(engine, 1, config), [metric]))
          alone.set(name, value);
      }
      const some = fc.shuffledSubarray(record.metrics!, { minLength: 1 });
      await fc.assert(
        fc.asyncProperty(some, some, async (first, second) => {
          const program = await begin(engine, cohort, config);
          for (const metrics of [first, second, second]) {
            for (const [name, value] of await measure(program, metrics)) {
              expect(value, name).toBe(alone.get(name));
              expect(value, name).not.toBeNaN();
            }
          }
        }),
        { numRuns: times(engine, cohort === 1 ? 25 : 10), seed: 1 },
      );
    });
  },
);

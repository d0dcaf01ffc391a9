/** Every engine in batches of every task: the steps of the reference, the loss of an epoch, and states inside an epoch. */
import {
  metricSet,
  prepareSamples,
  prepareWorkload,
  BatchOrder,
  type TensorInput,
  type Workload,
} from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, decodeState, encodeState, initialState } from '../../src/index.ts';
import { models, parse } from '../../../core/test/support.ts';
import { randomSamples, samplesOf, tasklessConfig } from '../../../core/test/samplesSupport.ts';
import { isTaken, shapes, workloadsFor } from './effort.ts';
import { engines } from './engines.ts';
import { inCohorts, startAt, type Cohort } from './start.ts';

const optimizer = { kind: 'adam', learningRate: 0.01 } as const;

/** Completion and sensing in batches of 4 of 10 observations. */
const ofTensors = Object.entries(models).flatMap(([name, { model, dims }]) =>
  (['completion', 'sensing'] as const).map((kind): [string, Workload] => {
    const numel = dims.reduce((a, b) => a * b, 1);
    const task = { kind, dims, observed: Math.min(10, numel), target: { kind: 'gaussian' } } as const;
    return [
      `${kind}, ${name}`,
      prepareWorkload(parse({ model, task, init: { std: 0.6 }, optimizer, batch: { size: 4 } })),
    ];
  }),
);

/** Completion of so few entries of so many that their values are not those of a dense last join. */
const sparse: readonly (readonly [head: string, string, TensorInput['model'], number[]])[] = [
  ['gather', 'cp', { kind: 'cp', components: 16 }, [20, 15, 20]],
  ['gather', 'cp, linear output', { kind: 'cp', components: 16, linearOutput: true }, [20, 15, 20]],
  ['gather', 'hierarchical', { kind: 'hierarchical', widths: [2, 16] }, [6, 8, 7, 6]],
  ['blocks', 'cp of many modes', { kind: 'cp', components: 2 }, new Array<number>(10).fill(2)],
];
const ofSparseTensors = sparse.map(([head, name, model, dims]): [string, string, Workload] => {
  const task = { kind: 'completion', dims, observed: 100, target: { kind: 'gaussian' } } as const;
  const config = parse({ model, task, init: { std: 0.6 }, optimizer, batch: { size: 30 } });
  return [`completion of few entries, ${name}`, head, prepareWorkload(config)];
});

const dims = [2, 3, 2, 2];
const tuples = Array.from({ length: 30 }, (_, s) => dims.map((d, n) => (s * (n + 1) + (s >> n)) % d));
const held = { tuples: Uint8Array.from([0, 1, 1, 1, 1, 2, 0, 0, 1, 0, 1, 1]), y: Float32Array.of(1, -1, 1) };

function samplesWorkload(
  model: Parameters<typeof tasklessConfig>[0]['model'],
  loss: 'mse' | 'logistic' = 'mse',
  size = 7,
): Workload {
  const y = tuples.map((_, s) => (loss === 'mse' ? (s % 7) / 3 : s % 3 === 0 ? 1 : -1));
  const config = { ...tasklessConfig({ model, init: { std: 0.5 }, optimizer, loss: { kind: loss } }) };
  return prepareSamples({ ...config, batch: { size } }, { ...samplesOf(dims, tuples, y), test: held });
}

const cp = { kind: 'cp', components: 5 } as const;
const hierarchical = { kind: 'hierarchical' as const, widths: [3, 4] };

const ofSamples: [string, Workload][] = [
  ['cp', samplesWorkload(cp)],
  ['cp, logistic loss', samplesWorkload(cp, 'logistic')],
  ['hierarchical', samplesWorkload(hierarchical)],
  ['hierarchical, logistic loss', samplesWorkload(hierarchical, 'logistic')],
  ['one sample at a time', samplesWorkload(cp, 'mse', 1)],
  ['more than there are', samplesWorkload(cp, 'mse', 100)],
];

async function begin(name: string, workload: Workload, cohort: Cohort = 1, from = initialState(workload)) {
  const run = await startAt(createEngine(name), workload, cohort, from);
  const metrics = metricSet(workload.config, workload.network);
  const measured = async (): Promise<number[]> => {
    const { losses, values } = await run.measure(metrics);
    return [losses.objective, losses.mse, ...values];
  };
  return { ...run, measured };
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance * (1 + Math.abs(expected[i]!)));
  });
}

describe.each(inCohorts(engines))('%s in a cohort of %i follows the reference in batches', (name, cohort) => {
  const compare = async (workload: Workload, iterations: number, tolerance: number): Promise<void> => {
    const run = await begin(name, workload, cohort);
    const oracle = await begin('reference', workload);
    for (let i = 0; i < iterations; i++) {
      expectClose(await run.measured(), await oracle.measured(), tolerance);
      await run.advance(1);
      await oracle.advance(1);
    }
    expectClose([...(await run.state()).parameters], [...(await oracle.state()).parameters], tolerance);
  };

  it.each(workloadsFor(name, [...ofTensors, ...ofSamples], 4))('%s', (_, workload) =>
    compare(workload, 12, 5e-4),
  );

  it.each(workloadsFor(name, ofSparseTensors, 1))('%s', (_, head, workload) => {
    expect(workload.plan.head.kind).toBe(head);
    return compare(workload, 12, 5e-4);
  });

  it.skipIf(!isTaken(name, samplesWorkload(cp)))('of samples of random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(randomSamples, fc.integer({ min: 1, max: 70 }), ({ config, problem }, size) => {
        const workload = prepareSamples({ ...config, batch: { size } }, problem);
        return compare(workload, 3, 5e-4);
      }),
      { numRuns: shapes(name, 40), seed: 2 },
    );
  });
});

describe.each(inCohorts([...engines, 'reference']))('%s in a cohort of %i, in batches', (name, cohort) => {
  it.each(workloadsFor(name, [...ofTensors.slice(0, 4), ...ofSamples], 3))(
    'goes on inside an epoch with the same bits: %s',
    async (_, workload) => {
      const through = await begin(name, workload, cohort);
      await through.advance(11);
      for (const at of [0, 1, 4, 7]) {
        const stopped = await begin(name, workload, cohort);
        await stopped.advance(at);
        await stopped.measured();
        const state = decodeState(encodeState(await stopped.state()));
        const resumed = await begin(name, workload, cohort, state);
        expect(await resumed.measured()).toEqual(await stopped.measured());
        await resumed.advance(11 - at);
        expect(await resumed.state()).toEqual(await through.state());
        expect(await resumed.measured()).toEqual(await through.measured());
      }
    },
  );

  it('has as loss the mean over the batches of the epoch so far, each before its update', async () => {
    const workload = [cp, hierarchical]
      .map((model) => samplesWorkload(model))
      .find((one) => isTaken(name, one))!;
    const { perEpoch } = new BatchOrder({ samples: 30, size: 7, seed: workload.config.seed });
    expect(perEpoch).toBe(5);
    const run = await begin(name, workload, cohort);
    const exact = async (): Promise<number> => {
      const { config, network } = workload;
      const metrics = metricSet({ ...config, record: { ...config.record, metrics: ['train_mse'] } }, network);
      return (await run.measure(metrics)).values[0]!;
    };
    expect((await run.measured())[0]).toBeCloseTo(await exact(), 6); // nothing but the exact loss is known yet
    let sum = 0;
    let count = 0;
    const order = new BatchOrder({ samples: 30, size: 7, seed: workload.config.seed });
    for (let i = 0; i < 2 * perEpoch; i++) {
      if (i % perEpoch === 0) [sum, count] = [0, 0];
      const batch = [...order.at(i)];
      const { problem, config } = workload;
      const alone = prepareSamples(
        { ...config, batch: undefined, record: { ...config.record, metrics: ['train_mse'] } },
        samplesOf(dims, batch.map((s) => tuples[s]!), batch.map((s) => problem.y[s]!)), // prettier-ignore
      );
      const at = await begin(name, alone, 1, { ...(await run.state()), epoch: undefined });
      sum += batch.length * (await at.measured())[0]!;
      count += batch.length;
      await run.advance(1);
      expect((await run.measured())[0]).toBeCloseTo(sum / count, 5);
    }
  });
});

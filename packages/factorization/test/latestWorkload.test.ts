import {
  factorizationSchema,
  prepareWorkload,
  type BlocksPlan,
  type FactorizationConfig,
  type TensorConfig,
  type Workload,
} from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { factorization } from '../src/index.ts';
import { LatestWorkload } from '../src/lane/latestWorkload.ts';
import { configOf } from './support/configs.ts';

const [mf, tf, htf] = [configOf('mf'), configOf('tf'), configOf('htf')];
const pinned: TensorConfig = { ...tf, task: { ...tf.task, seed: 7 } };

describe('LatestWorkload', () => {
  it('gives what is prepared for each configuration by itself', async () => {
    const workloads = new LatestWorkload();
    const sequence: TensorConfig[] = [
      mf,
      { ...mf, seed: 5 },
      { ...mf, seed: 5, init: { ...mf.init, std: 0.5 } },
      tf,
      pinned,
      { ...pinned, seed: 9 },
      { ...pinned, model: { ...pinned.model, components: 5 } as TensorConfig['model'] },
      pinned,
      { ...pinned, task: { ...pinned.task, seed: 8 } },
      { ...pinned, task: { ...pinned.task, observed: 40 } as TensorConfig['task'] },
      htf,
      mf,
    ];
    for (const config of sequence) {
      const { network: _, ...workload } = await workloads.of(config);
      const { network: __, ...expected } = prepareWorkload(config);
      expect(workload).toEqual(expected);
    }
  });

  it('makes problem and plan once for runs of one task', async () => {
    const workloads = new LatestWorkload();
    const first = await workloads.of(pinned);
    const second = await workloads.of({ ...pinned, seed: 9, init: { ...pinned.init, std: 1 } });
    expect(second.plan).toBe(first.plan);
    expect(second.problem).toBe(first.problem);
  });

  it('numbers the patterns of images once, for all labels and numbers of components', async () => {
    const workloads = new LatestWorkload();
    const config = (components: number, task: object = {}): FactorizationConfig =>
      factorization.canonical(
        factorizationSchema.parse({
          model: { kind: 'cp', components },
          task: { kind: 'samples', data: { set: 'digits' }, label: 6, seed: 1, train: 300, ...task },
          init: { std: 0.001, mean: 1 },
          batch: { size: 100 },
        }),
      ) as FactorizationConfig;
    let first: Workload | undefined;
    for (const [components, task] of [
      [3, {}],
      [15, {}],
      [15, { label: 2 }],
      [1, { randomize: 'labels' }],
    ] as const) {
      const asked = config(components, task);
      const workload = await workloads.of(asked);
      const { network: _, ...alone } = await new LatestWorkload().of(asked);
      expect(workload).toMatchObject(alone);
      first ??= workload;
      expect((workload.plan as BlocksPlan).head).toBe((first.plan as BlocksPlan).head);
    }
    const changes = [
      { randomize: 'images' },
      { train: 200 },
      { train: 200, test: 9 },
      { levels: 3 },
      { seed: 2 },
    ];
    for (const task of changes) {
      const { plan } = await workloads.of(config(3, task));
      expect(plan).toEqual((await new LatestWorkload().of(config(3, task))).plan);
    }
    const inHalves = { ...config(3), batch: { size: 50 } };
    expect((await workloads.of(inHalves)).plan).toEqual((await new LatestWorkload().of(inHalves)).plan);
  });

  it('numbers the patterns of all images once, whatever the seed', async () => {
    const workloads = new LatestWorkload();
    const config = (seed: number): FactorizationConfig =>
      factorizationSchema.parse({
        model: { kind: 'cp', components: 3 },
        task: { kind: 'samples', data: { set: 'digits' }, label: 6 },
        init: { std: 0.001, mean: 1 },
        batch: { size: 100 },
        seed,
      });
    const first = await workloads.of(config(0));
    const second = await workloads.of(config(1));
    expect(second.config).toMatchObject({ seed: 1 });
    expect((second.plan as BlocksPlan).head).toBe((first.plan as BlocksPlan).head);
    expect(second).toEqual(await new LatestWorkload().of(config(1)));
  });

  it('forgets a workload when the next cannot be prepared', async () => {
    const workloads = new LatestWorkload();
    const expected = await workloads.of(pinned);
    const target = { kind: 'file' as const, file: '/nowhere/target.npy' };
    await expect(workloads.of({ ...pinned, task: { ...pinned.task, target } })).rejects.toThrow('/nowhere');
    expect(await workloads.of(pinned)).toEqual(expected);
  });
});

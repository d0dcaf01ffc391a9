import { prepareWorkload, type TensorConfig } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
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

  it('forgets a workload when the next cannot be prepared', async () => {
    const workloads = new LatestWorkload();
    const expected = await workloads.of(pinned);
    const target = { kind: 'file' as const, file: '/nowhere/target.npy' };
    await expect(workloads.of({ ...pinned, task: { ...pinned.task, target } })).rejects.toThrow('/nowhere');
    expect(await workloads.of(pinned)).toEqual(expected);
  });
});

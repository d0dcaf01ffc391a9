import { describe, expect, it } from 'vitest';
import { parseRunConfig } from '@ranksweep/kinds';
import { lanesForRuns, type OwnGpu } from '../../src/launch/devices/runNeeds.ts';

const gpus: OwnGpu[] = [0, 1, 2, 3, 4].map((index) => ({
  id: `gpu:${index}`,
  name: 'NVIDIA H100',
  variable: 'CUDA_VISIBLE_DEVICES',
  value: `GPU-${index}`,
}));

const run = (resources: object) => ({
  part: 'train',
  config: parseRunConfig({ program: { command: ['true'], resources } }, 'run'),
});

const lanes = async (
  runs: readonly object[],
  asked: { device?: string; lanes?: number | Record<string, number> } = {},
  machine = { cores: 8, gpus: async () => gpus },
) => {
  const places = await lanesForRuns({ device: 'auto', usualOnCpu: 8, ...asked }, runs.map(run), machine);
  return places.map(({ device }) => device.environment?.['CUDA_VISIBLE_DEVICES'] ?? device.id);
};

describe('lanes for programs', () => {
  it('are as many as there are cores for what each keeps busy', async () => {
    expect(await lanes([{}])).toEqual(Array.from({ length: 8 }, () => 'cpu'));
    expect(await lanes([{}, { cpus: 3 }])).toEqual(['cpu', 'cpu']);
    expect(await lanes([{ cpus: 3 }], { lanes: 5 })).toHaveLength(5);
  });

  it('have GPUs of their own, as many as the neediest run', async () => {
    expect(await lanes([{ gpus: 1 }])).toEqual(['GPU-0', 'GPU-1', 'GPU-2', 'GPU-3', 'GPU-4']);
    expect(await lanes([{ gpus: 1 }, { gpus: 2 }])).toEqual(['GPU-0,GPU-1', 'GPU-2,GPU-3']);
    expect(await lanes([{ gpus: 1 }], { lanes: 2 })).toEqual(['GPU-0', 'GPU-1']);
    expect(await lanes([{ gpus: 1, cpus: 3 }])).toEqual(['GPU-0', 'GPU-1']);
  });

  it('have the GPUs that are named', async () => {
    expect(await lanes([{ gpus: 1 }], { device: 'gpu:0,gpu:2' })).toEqual(['GPU-0', 'GPU-2']);
    expect(await lanes([{ gpus: 2 }], { lanes: { 'gpu:1': 1, 'gpu:3': 1 } })).toEqual(['GPU-1,GPU-3']);
    await expect(lanes([{ gpus: 1 }], { device: 'gpu:9' })).rejects.toThrow(
      "--device: expected a GPU, found 'gpu:9'; there is gpu:0 (NVIDIA H100)",
    );
  });

  it('are refused where a run needs more than there is', async () => {
    const few = { cores: 2, gpus: async () => gpus.slice(0, 1) };
    await expect(lanes([{ gpus: 2 }], {}, few)).rejects.toThrow('train: expected 2 GPUs');
    await expect(lanes([{ cpus: 3 }], {}, few)).rejects.toThrow('train: expected at most the 2 cores');
    await expect(lanes([{ gpus: 1 }], {}, { ...few, gpus: async () => [] })).rejects.toThrow('found none');
  });
});

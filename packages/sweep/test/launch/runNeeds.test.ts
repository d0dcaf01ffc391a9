import { describe, expect, it } from 'vitest';
import { parseRunConfig } from '@ranksweep/kinds';
import { lanesForRuns, type OwnMachine } from '../../src/launch/devices/runNeeds.ts';
import type { LanePlace, OwnGpu } from '../../src/launch/launcher.ts';

const gpus: OwnGpu[] = [0, 1, 2, 3, 4].map((index) => ({
  index,
  id: `gpu:${index}`,
  name: 'NVIDIA H100',
  variable: 'CUDA_VISIBLE_DEVICES',
  value: `GPU-${index}`,
}));
const GIB = 2 ** 30;
const large: OwnMachine = { cores: 8, memoryBytes: 64 * GIB, gpus: async () => gpus };

const run = (resources: object) => ({
  part: 'train',
  config: parseRunConfig({ program: { command: ['true'], resources } }, 'run'),
});

const lanes = (
  runs: readonly object[],
  asked: { device?: string; lanes?: number | Record<string, number> } = {},
  machine = large,
): Promise<LanePlace[]> => lanesForRuns({ device: 'auto', usualOnCpu: 8, ...asked }, runs.map(run), machine);

const sharedBy = (places: readonly LanePlace[]): string[] => places[0]!.shared!.gpus.map(({ id }) => id);

describe('lanes for programs', () => {
  it('are as many as there are cores for the least needy', async () => {
    expect(await lanes([{}])).toHaveLength(8);
    expect(await lanes([{ cpus: 3 }])).toHaveLength(2);
    const places = await lanes([{}, { cpus: 3 }]);
    expect(places).toHaveLength(8);
    expect(places.map(({ device }) => device.id)).toEqual(Array.from({ length: 8 }, () => 'cpu'));
    expect(places[0]!.shared).toMatchObject({ cores: 8, gpus: [] });
    expect(new Set(places.map(({ shared }) => shared)).size).toBe(1);
  });

  it('are as many as are asked for, whatever the cores', async () => {
    for (const asked of [5, { cpu: 5 }]) {
      const places = await lanes([{ cpus: 3 }], { lanes: asked });
      expect(places).toHaveLength(5);
      expect(places[0]!.shared!.cores).toBe(Infinity);
    }
  });

  it('share the GPUs, and are as many as these are enough for', async () => {
    const places = await lanes([{ gpus: 1 }, { gpus: 2 }]);
    expect(places).toHaveLength(5);
    expect(sharedBy(places)).toEqual(['gpu:0', 'gpu:1', 'gpu:2', 'gpu:3', 'gpu:4']);
    expect(await lanes([{ gpus: 2 }])).toHaveLength(2);
    expect(await lanes([{ gpus: 1 }], { lanes: 2 })).toHaveLength(2);
    expect(await lanes([{ gpus: 1, cpus: 3 }])).toHaveLength(2);
    // Runs without a GPU go on beside them.
    expect(await lanes([{ gpus: 5 }, {}])).toHaveLength(8);
  });

  it('share the GPUs that are named', async () => {
    expect(sharedBy(await lanes([{ gpus: 1 }], { device: 'gpu:0,gpu:2' }))).toEqual(['gpu:0', 'gpu:2']);
    expect(sharedBy(await lanes([{ gpus: 2 }], { lanes: { 'gpu:1': 1, 'gpu:3': 1 } }))).toEqual([
      'gpu:1',
      'gpu:3',
    ]);
    await expect(lanes([{ gpus: 1 }], { device: 'gpu:9' })).rejects.toThrow(
      "--device: expected a GPU, found 'gpu:9'; there is gpu:0 (NVIDIA H100)",
    );
  });

  it('are as many as there is memory for', async () => {
    expect(await lanes([{ memory: '20GiB' }])).toHaveLength(3);
    expect(await lanes([{ memory: '20G' }, {}])).toHaveLength(8);
    expect((await lanes([{ memory: '1MB' }]))[0]!.shared!.memoryBytes).toBe(64 * GIB);
  });

  it('are refused where a run needs more than there is', async () => {
    const few = { cores: 2, memoryBytes: 2 * GIB, gpus: async () => gpus.slice(0, 1) };
    await expect(lanes([{ gpus: 2 }], {}, few)).rejects.toThrow('train: expected 2 GPUs');
    await expect(lanes([{ cpus: 3 }], {}, few)).rejects.toThrow('train: expected at most the 2 cores');
    await expect(lanes([{ memory: '2.5GiB' }], {}, few)).rejects.toThrow(
      'train: expected at most the 2 GiB of this machine in program.resources.memory, found 2.5 GiB',
    );
    await expect(lanes([{ gpus: 1 }], {}, { ...few, gpus: async () => [] })).rejects.toThrow('found none');
  });
});

import { expect, it, vi } from 'vitest';
import { environmentOfCuda, nvidiaGpus, visibleToCuda } from '../src/index.ts';
import { FAILS, H100S, saying, withNvidiaSmi } from './support/nvidiaSmi.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

it('reads what nvidia-smi prints, names with commas too, and leaves out what is no card', async () => {
  withNvidiaSmi(
    saying(`${H100S}\n2, GPU-3, 0000A000:01:00.0, 550, [N/A], 1, 2, 3, 4, A, B\n\nNo devices were found`),
  );
  expect(await nvidiaGpus()).toEqual([
    {
      index: 0,
      uuid: 'GPU-11111111-aaaa',
      address: '0000:41:00.0',
      driver: '550.54.15',
      name: 'NVIDIA H100 80GB HBM3',
      memoryBytes: 81559 * 2 ** 20,
      usedBytes: 12345 * 2 ** 20,
      busyPercent: 97,
      celsius: 45,
      watts: 312.44,
    },
    expect.objectContaining({
      index: 1,
      address: '0000:c1:00.0',
      usedBytes: 0,
      busyPercent: undefined,
      watts: undefined,
    }),
    expect.objectContaining({ index: 2, address: 'a000:01:00.0', name: 'A, B', memoryBytes: undefined }),
  ]);
});

it('asks for these fields, without heads and units', async () => {
  withNvidiaSmi('[ "$*" = "$EXPECTED" ] && echo "0, u, a, d, 1, 1, 1, 1, 1, n"');
  const words =
    '--query-gpu=index,uuid,pci.bus_id,driver_version,memory.total,memory.used,utilization.gpu,temperature.gpu,power.draw,name ' +
    '--format=csv,noheader,nounits';
  expect(await nvidiaGpus({ env: { ...process.env, EXPECTED: words } })).toHaveLength(1);
});

it('finds none where the program fails, and tells where there is no such program', async () => {
  withNvidiaSmi(FAILS);
  expect(await nvidiaGpus()).toEqual([]);
  vi.stubEnv('PATH', temporaryFolder());
  expect(await nvidiaGpus()).toBeUndefined();
});

it('ends the program once nobody waits for it', async () => {
  withNvidiaSmi('exec sleep 60');
  const reason = new Error('enough');
  await expect(nvidiaGpus({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

it.each([
  ['1', [1]],
  ['GPU-22222222-bbbb', [1]],
  ['GPU-2222', [1]],
  ['1, 0', [0, 1]],
  ['-1', []],
  ['', []],
  [undefined, [0, 1]],
])('where CUDA_VISIBLE_DEVICES is %j, CUDA may use %j', async (visible, indices) => {
  withNvidiaSmi(saying(H100S));
  vi.stubEnv('CUDA_VISIBLE_DEVICES', visible);
  const gpus = visibleToCuda((await nvidiaGpus())!);
  expect(gpus.map(({ index }) => index)).toEqual(indices);
  for (const gpu of gpus) expect(environmentOfCuda(gpu)).toEqual({ CUDA_VISIBLE_DEVICES: gpu.uuid });
});

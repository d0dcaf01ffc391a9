import { expect, it } from 'vitest';
import type { Device } from '../src/engine.ts';
import { withEquals } from '../src/webgpu/nvidiaCards.ts';

const card = (address: string) => ({ name: 'NVIDIA H100 80GB HBM3', address, memoryBytes: 81559 * 2 ** 20 });
const device: Device = {
  id: 'gpu:0',
  name: 'nvidia-h100-80gb-hbm3',
  kind: 'gpu',
  memoryBytes: 1,
  driver: 'NVIDIA: 550.54.14',
};

it('has equal cards apart by their address, where there is something that heeds it', () => {
  const two = [card('0000:41:00.0'), card('0000:c1:00.0')];
  const found = withEquals(device, two, true);
  expect(found.map(({ id, environment }) => [id, environment?.DRI_PRIME])).toEqual([
    ['gpu:0', 'pci-0000_41_00_0'],
    ['gpu:1', 'pci-0000_c1_00_0'],
  ]);
  expect(found[1]).toMatchObject({ name: 'NVIDIA H100 80GB HBM3', driver: 'NVIDIA: 550.54.14' });
  const [first, second] = withEquals(device, two, false);
  expect(first!.unusable).toBeUndefined();
  expect(second!.unusable).toContain('mesa-vulkan-drivers');
});

it('knows the memory of a single card, and leaves others as WebGPU tells them', () => {
  expect(withEquals(device, [card('0000:41:00.0')], false)).toEqual([
    { ...device, name: 'NVIDIA H100 80GB HBM3', memoryBytes: 81559 * 2 ** 20 },
  ]);
  const other = { ...device, name: 'amd-radeon' };
  expect(withEquals(other, [card('0000:41:00.0')], true)).toEqual([other]);
});

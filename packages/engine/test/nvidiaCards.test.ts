import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Device } from '../src/engine.ts';
import { nvidiaCards, withEquals } from '../src/webgpu/nvidiaCards.ts';

const card = (address: string) => ({ name: 'NVIDIA H100 80GB HBM3', address, memoryBytes: 81559 * 2 ** 20 });
const device: Device = {
  id: 'gpu:0',
  name: 'nvidia-h100-80gb-hbm3',
  kind: 'gpu',
  memoryBytes: 1,
  driver: 'NVIDIA: 550.54.14',
};

function programSays(text: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-nvidia-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'nvidia-smi');
  writeFileSync(path, `#!/bin/sh\ncat <<'END'\n${text}\nEND\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}

it("reads what NVIDIA's program lists, and nothing where it fails", () => {
  programSays(
    'NVIDIA H100 80GB HBM3, 00000000:41:00.0, 81559\nCard, with comma, 00000000:C1:00.0, 1024\n[N/A]',
  );
  expect(nvidiaCards()).toEqual([
    card('0000:41:00.0'),
    { name: 'Card, with comma', address: '0000:c1:00.0', memoryBytes: 2 ** 30 },
  ]);
  programSays('NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.');
  expect(nvidiaCards()).toEqual([]);
});

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

/**
 * NVIDIA's cards, apart by what NVIDIA's own program tells of them: WebGPU tells neither how much memory a card has nor how many equal ones there are.
 * Under Vulkan nothing but its address on the bus tells a card from an equal one, and the driver heeds no variable like CUDA's
 * CUDA_VISIBLE_DEVICES. Mesa's layer for choosing a device (Debian: mesa-vulkan-drivers) does, for every driver: with DRI_PRIME it
 * puts the card first that has an address, and with MESA_VK_DEVICE_SELECT_FORCE_DEFAULT_DEVICE it shows no other.
 */
import { existsSync } from 'node:fs';
import type { NvidiaGpu } from '@ranksweep/machine';
import type { Device } from '../engine.ts';

/** Where the loader of Vulkan finds Mesa's layer. */
const LAYER_FOLDERS = ['/usr/share/vulkan/implicit_layer.d', '/etc/vulkan/implicit_layer.d'];
const LAYER = 'VkLayer_MESA_device_select.json';

/** What is used of one. */
export type NvidiaCard = Pick<NvidiaGpu, 'name' | 'address' | 'memoryBytes'>;

/**
 * @param device as WebGPU tells it, whose name is the card's in lower case, with hyphens
 * @returns the device with what else is known of it, and its equals; itself where it is none of NVIDIA's
 */
export function withEquals(
  device: Device,
  cards: readonly NvidiaCard[],
  hasLayer = LAYER_FOLDERS.some((folder) => existsSync(`${folder}/${LAYER}`)),
): Device[] {
  const equal = cards.filter(({ name }) => normalized(name) === normalized(device.name));
  if (equal.length === 0) return [device];
  return equal.map(({ name, address, memoryBytes = device.memoryBytes }, i): Device => {
    const card = { ...device, id: `gpu:${i}`, name, memoryBytes };
    if (equal.length === 1) return card;
    if (hasLayer) return { ...card, environment: environmentFor(address) };
    const unusable =
      "under Vulkan it cannot be told from gpu:0 without Mesa's layer for choosing a device (Debian: mesa-vulkan-drivers)";
    return i === 0 ? card : { ...card, unusable };
  });
}

const environmentFor = (address: string): Record<string, string> => ({
  DRI_PRIME: `pci-${address.replaceAll(/[:.]/g, '_')}`,
  MESA_VK_DEVICE_SELECT_FORCE_DEFAULT_DEVICE: '1',
});

/** As the WebGPU specification writes identifiers. */
const normalized = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

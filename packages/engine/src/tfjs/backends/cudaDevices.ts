/** NVIDIA's GPUs as devices of engines that compute with CUDA. CUDA is not loaded. */
import { existsSync } from 'node:fs';
import { environmentOfCuda, nvidiaGpus, visibleToCuda } from '@ranksweep/machine';
import { cpuMemoryBytes } from '../../cpuMemory.ts';
import type { Device } from '../../engine.ts';

/**
 * Those that this process may use, each alone in the environment of its lanes.
 * @returns none where there is no driver
 */
export async function cudaDevices(): Promise<Device[]> {
  return visibleToCuda((await nvidiaGpus()) ?? []).map((gpu) => ({
    id: `gpu:${gpu.index}`,
    name: gpu.name,
    kind: 'gpu',
    // One that does not tell shares the processor's.
    memoryBytes: gpu.memoryBytes ?? cpuMemoryBytes(),
    driver: `NVIDIA ${gpu.driver} (CUDA)`,
    environment: environmentOfCuda(gpu),
  }));
}

/** Whether the driver is loaded. On Windows that is not known. */
export const hasNvidiaDriver = (): boolean => process.platform !== 'linux' || existsSync('/dev/nvidiactl');

/** The device of engines that compute on the CPU. */
import { cpus } from 'node:os';
import { cpuMemoryBytes } from './cpuMemory.ts';
import type { Device } from './engine.ts';

export const cpuDevice = (): Device => ({
  id: 'cpu',
  name: cpuName(),
  kind: 'cpu',
  memoryBytes: cpuMemoryBytes(),
});

/** The processor's name. */
export const cpuName = (): string => cpus()[0]?.model.trim() ?? 'unknown CPU';

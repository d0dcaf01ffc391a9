/** The default engine on CPUs: WebAssembly SIMD kernels, one run per program. */
import { cpus } from 'node:os';
import {
  arithmeticOf,
  cpuFusesMultiplyAdd,
  loadKernels,
  type Kernels,
  type KernelVariant,
} from '@ranksweep/kernels';
import { cpuMemoryBytes } from '../cpuMemory.ts';
import type { Engine } from '../engine.ts';
import { WasmProgram } from './program.ts';

/** @param variant which build of the kernels; default: fused multiply-add where the CPU has it */
export function wasmEngine(variant: KernelVariant = cpuFusesMultiplyAdd() ? 'fma' : 'plain'): Engine {
  const idle: Kernels[] = []; // instances keep their memory, so that a run after a run allocates nothing
  return {
    name: 'wasm',
    arithmetic: arithmeticOf(variant),
    devices: async () => [{ name: 'cpu', kind: 'cpu', memoryBytes: cpuMemoryBytes() }],
    compile: async (shape) =>
      new WasmProgram(idle.pop() ?? loadKernels(variant), shape, (kernels) => idle.push(kernels)),
  };
}

/** The processor's name, for `devices`. */
export const cpuName = (): string => cpus()[0]?.model.trim() ?? 'unknown CPU';

/** The default engine on CPUs: WebAssembly SIMD kernels, one run per program. */
import {
  arithmeticOf,
  cpuFusesMultiplyAdd,
  loadKernels,
  type Kernels,
  type KernelVariant,
} from '@ranksweep/kernels';
import { cpuDevice } from '../cpuDevice.ts';
import type { Engine } from '../engine.ts';
import { WasmProgram } from './program.ts';

/** @param variant which build of the kernels; default: fused multiply-add where the CPU has it */
export function wasmEngine(variant: KernelVariant = cpuFusesMultiplyAdd() ? 'fma' : 'plain'): Engine {
  const idle: Kernels[] = []; // instances keep their memory, so that a run after a run allocates nothing
  return {
    name: 'wasm',
    arithmetic: arithmeticOf(variant),
    devices: async () => [cpuDevice()],
    compile: async (shape) =>
      new WasmProgram(idle.pop() ?? loadKernels(variant), shape, (kernels) => idle.push(kernels)),
  };
}

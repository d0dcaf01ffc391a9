/** The default engine on CPUs: WebAssembly SIMD kernels, with separate memory for every run. */
import { slotCount, type Workload } from '@ranksweep/core';
import {
  arithmeticOf,
  cpuFusesMultiplyAdd,
  loadKernels,
  type Kernels,
  type KernelVariant,
} from '@ranksweep/kernels';
import { cohortKey } from '../cohortKey.ts';
import { cpuDevice } from '../cpuDevice.ts';
import type { Engine } from '../engine.ts';
import { computedInTurn } from '../inTurn.ts';
import { MOST_BYTES } from './arena.ts';
import { runBytes } from './runBuffers.ts';

/** @param variant which build of the kernels; default: fused multiply-add if the CPU supports it */
export function wasmEngine(variant: KernelVariant = cpuFusesMultiplyAdd() ? 'fma' : 'plain'): Engine {
  const idle: Kernels[] = []; // Instances keep their memory, so that the next run need not allocate any.
  const take = (): Kernels => idle.pop() ?? loadKernels(variant);
  const giveBack = (kernels: Kernels): void => void idle.push(kernels);
  // The next run often has the same task, and then the same plan.
  const bytesByPlan = new WeakMap<Workload['plan'], { readonly slots: number; readonly bytes: number }>();
  const bytesOf = (workload: Workload): number => {
    const slots = slotCount(workload.config.optimizer);
    const known = bytesByPlan.get(workload.plan);
    if (known?.slots === slots) return known.bytes;
    const kernels = take();
    giveBack(kernels);
    const bytes = runBytes(kernels, workload);
    bytesByPlan.set(workload.plan, { slots, bytes });
    return bytes;
  };
  return {
    name: 'wasm',
    arithmetic: arithmeticOf(variant),
    precision: 'float32',
    devices: async () => [cpuDevice()],
    supports({ example }) {
      const bytes = bytesOf(example);
      if (bytes <= MOST_BYTES) return undefined;
      return (
        `engine wasm: expected a run of at most ${gibibytes(MOST_BYTES)}, found one of ${gibibytes(bytes)}; ` +
        'take a smaller model or a smaller task'
      );
    },
    cohortKey,
    capacity({ example }, { memoryBytes }) {
      const bytes = bytesOf(example);
      return bytes > MOST_BYTES ? 0 : Math.floor(memoryBytes / bytes);
    },
    async compile({ cohort }) {
      const { WasmRun } = await import('./wasmRun.ts'); // Lanes compile. Commands load the engines and do not.
      return computedInTurn(cohort, (member) => {
        const kernels = take();
        try {
          return new WasmRun(kernels, member, giveBack);
        } catch (error) {
          giveBack(kernels);
          throw error;
        }
      });
    },
  };
}

const gibibytes = (bytes: number): string => `${Math.round((10 * bytes) / 2 ** 30) / 10} GiB`;

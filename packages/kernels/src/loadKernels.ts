// A set of kernels with a memory of its own.
import { arithmeticOf } from './arithmetic.ts';
import type { KernelVariant } from './arithmetic.ts';
import { cpuFusesMultiplyAdd } from './fusedMultiplyAdd.ts';
import type { KernelFunctions } from './kernelFunctions.ts';
import { kernelModule } from './kernelModule.ts';
import { enableWideVectors } from './wideVectors.ts';

/** The kernels of one build and the memory that their pointers point into. */
export interface Kernels extends KernelFunctions {
  readonly variant: KernelVariant;
  /** Starts at 64 KiB and grows to 4 GiB. Growing detaches `memory.buffer`: make views again. */
  readonly memory: WebAssembly.Memory;
  /** First byte that is free for buffers, a multiple of 64; the kernels neither allocate nor touch what they are not given. */
  readonly heapBase: number;
}

/**
 * Instantiates a build: compiled once per thread, a new instance and memory per call.
 *
 * @param wideTiles whether the matrix product takes tiles of 16 columns rather than 8; a matter of speed alone
 * @throws Error where the build cannot run here, or where it would not compute in its arithmetic
 */
export function loadKernels(variant: KernelVariant, wideTiles: boolean = enableWideVectors()): Kernels {
  const module = kernelModule(variant);
  if (module === undefined || (variant === 'fma' && !cpuFusesMultiplyAdd()))
    throw new Error(
      `kernels '${variant}' (${arithmeticOf(variant)}): expected WebAssembly ` +
        (variant === 'fma' ? 'relaxed SIMD on a CPU that fuses multiply-add' : 'SIMD') +
        `, found none in Node ${process.version} on ${process.arch}` +
        (variant === 'fma' ? `; load the kernels 'plain' instead` : ''),
    );
  const { memory, heapBase, useWideTiles, ...functions } = new WebAssembly.Instance(module)
    .exports as unknown as WasmExports;
  useWideTiles(wideTiles);
  return { ...functions, variant, memory, heapBase: Math.ceil(heapBase() / 64) * 64 };
}

interface WasmExports extends KernelFunctions {
  memory: WebAssembly.Memory;
  heapBase(): number;
  useWideTiles(wide: boolean): void;
}

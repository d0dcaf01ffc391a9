// Which arithmetic a build computes in, and whether this CPU can run the fused one.
import { kernelModule } from './kernelModule.ts';

/** `fma`: every multiply-add rounds once (relaxed SIMD). `plain`: the product and the sum round separately. */
export type KernelVariant = 'fma' | 'plain';

/** Id of an arithmetic, as it is stored with a run. Equal id, equal input: equal bits, on every machine. */
export type Arithmetic = 'f32-fma' | 'f32-plain';

/** @returns the id of the arithmetic that a build computes in */
export function arithmeticOf(variant: KernelVariant): Arithmetic {
  return `f32-${variant}`;
}

/**
 * Whether relaxed SIMD is available here and its multiply-add rounds once in every lane. WASM leaves that to the CPU:
 * x86 without FMA3 rounds twice.
 */
export function cpuFusesMultiplyAdd(): boolean {
  fuses ??= probe();
  return fuses;
}

let fuses: boolean | undefined;

function probe(): boolean {
  const module = kernelModule('fma');
  if (module === undefined) return false;
  const kernels = new WebAssembly.Instance(module).exports as unknown as {
    memory: WebAssembly.Memory;
    heapBase(): number;
    multiplyAdd(a: number, b: number, c: number, out: number): void;
  };
  // (1 + d)(1 + d) - (1 + 2d) = d^2, and 0 when the product is rounded first; d is the spacing of floats at 1.
  const d = 2 ** -23;
  const base = kernels.heapBase();
  const [a, b, c, out] = [0, 16, 32, 48].map(
    (offset) => new Float32Array(kernels.memory.buffer, base + offset, 4),
  );
  a!.set([1 + d, 1 + d, -1 - d, -1 - d]);
  b!.set([1 + d, -1 - d, 1 + d, -1 - d]);
  c!.set([-1 - 2 * d, 1 + 2 * d, 1 + 2 * d, -1 - 2 * d]);
  kernels.multiplyAdd(base, base + 16, base + 32, base + 48);
  return out!.join() === [d * d, -d * d, -d * d, d * d].join();
}

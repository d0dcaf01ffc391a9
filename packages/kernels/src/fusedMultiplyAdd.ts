// Whether this CPU can run the build whose multiply-adds are fused.
import { kernelModule } from './kernelModule.ts';

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

/** The speed that every kernel is judged by: one register tile of the GEMM, all of its operands in the first-level cache. */
import { loadKernels, type Kernels } from '@ranksweep/kernels';

/** A tile of C is 6 x 16; k is the longest block that the GEMM takes. */
const [ROWS, COLS, DEPTH] = [6, 16, 256];
const CALLS_BETWEEN_LOOKS = 200;

const instances = new Map<string, Kernels>();

/**
 * GFLOP/s of C (6, 16) = A (6, 256) · B (256, 16), called over and over.
 * @param arithmetic of the build: `f32-plain`, or else the fused one
 */
export function microKernelGigaflops(arithmetic: string, ms: number): number {
  const variant = arithmetic === 'f32-plain' ? 'plain' : 'fma';
  const kernels = instances.get(variant) ?? prepared(variant);
  instances.set(variant, kernels);
  const a = kernels.heapBase;
  const b = a + 4 * ROWS * DEPTH;
  const c = b + 4 * DEPTH * COLS;
  const scratch = c + 4 * ROWS * COLS;
  const startedAt = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < ms) {
    for (let i = 0; i < CALLS_BETWEEN_LOOKS; i++) {
      kernels.gemm(ROWS, COLS, DEPTH, a, DEPTH, 1, b, COLS, 1, c, COLS, scratch);
    }
    calls += CALLS_BETWEEN_LOOKS;
    elapsed = performance.now() - startedAt;
  }
  return (2 * ROWS * COLS * DEPTH * calls) / elapsed / 1e6;
}

function prepared(variant: 'fma' | 'plain'): Kernels {
  const kernels = loadKernels(variant);
  kernels.memory.grow(2);
  new Float32Array(kernels.memory.buffer, kernels.heapBase, (ROWS + COLS) * DEPTH).fill(0.5);
  return kernels;
}

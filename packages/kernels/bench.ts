// Speed of gemm for the shapes that factorizations need: GF/s, and the share of what one tile in the first-level cache
// reaches. Run it on a quiet machine: npm run bench -w @ranksweep/kernels
import { cpuFusesMultiplyAdd, loadKernels } from './src/index.ts';
import type { Kernels } from './src/index.ts';

type Shape = [m: number, n: number, k: number, layout: 'AB' | 'AᵀB' | 'ABᵀ'];

const tile: Shape = [6, 16, 256, 'AB'];
/** The products of an iteration of MF 64x64, CP order 3 (d=16, R=256) and HTF order 4 (d=8, [512,512]), then odd ones. */
const shapes: Shape[] = [
  ...(['AB', 'AᵀB', 'ABᵀ'] as const).map((layout): Shape => [64, 64, 64, layout]),
  [256, 16, 256, 'ABᵀ'],
  [256, 256, 16, 'AB'],
  [16, 256, 256, 'AᵀB'],
  [64, 512, 512, 'AB'],
  [512, 512, 64, 'AᵀB'],
  [64, 512, 512, 'ABᵀ'],
  [64, 64, 512, 'ABᵀ'],
  [100, 100, 1000, 'ABᵀ'],
  [512, 1, 512, 'AB'],
  [1, 512, 512, 'ABᵀ'],
  [2, 2, 2, 'AB'],
];

/** Best of nine timings, in GF/s. */
function gigaflops(kernels: Kernels, [m, n, k, layout]: Shape): number {
  const a = kernels.heapBase;
  const b = a + 4 * m * k;
  const c = b + 4 * k * n;
  const scratch = c + 4 * m * n;
  const [aRow, aCol] = layout === 'AᵀB' ? [1, m] : [k, 1];
  const [bRow, bCol] = layout === 'ABᵀ' ? [1, k] : [n, 1];
  const flop = 2 * m * n * k;
  const repeats = Math.ceil(6e7 / (flop + 1000));
  let best = Infinity;
  for (let round = 0; round < 10; round++) {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) kernels.gemm(m, n, k, a, aRow, aCol, b, bRow, bCol, c, n, scratch);
    if (round > 0) best = Math.min(best, (performance.now() - start) / repeats);
  }
  return flop / best / 1e6;
}

for (const variant of cpuFusesMultiplyAdd() ? (['fma', 'plain'] as const) : (['plain'] as const)) {
  const kernels = loadKernels(variant);
  kernels.memory.grow(256);
  new Float32Array(kernels.memory.buffer, kernels.heapBase).fill(0.5);
  const peak = gigaflops(kernels, tile);
  console.log(`${variant}: one 6x16 tile, k = 256: ${peak.toFixed(1)} GF/s`);
  for (const shape of shapes) {
    const [m, n, k, layout] = shape;
    const speed = gigaflops(kernels, shape);
    const share = Math.round((100 * speed) / peak);
    console.log(
      `  ${layout.padEnd(3)} ${`${m}x${k}x${n}`.padEnd(13)} ${speed.toFixed(1).padStart(6)} GF/s ${share} % ` +
        `${((2 * m * n * k) / speed / 1000).toFixed(1)} µs`,
    );
  }
}

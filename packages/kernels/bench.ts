// Speed of gemm for the shapes that factorizations need: GF/s, and the share of what one tile in the first-level cache
// reaches. Run it on a quiet machine: npm run bench -w @ranksweep/kernels
import { cpuFusesMultiplyAdd, loadKernels } from './src/index.ts';
import type { Kernels } from './src/index.ts';

type Shape = [m: number, n: number, k: number, layout: 'AB' | 'AᵀB' | 'ABᵀ'];

const tile: Shape = [6, 16, 256, 'AB'];
const shapes: Shape[] = [
  ...(['AB', 'AᵀB', 'ABᵀ'] as const).flatMap((layout): Shape[] => [
    [64, 64, 64, layout],
    [64, 512, 512, layout],
    [100, 100, 1000, layout],
    [256, 16, 256, layout],
  ]),
  [512, 512, 64, 'AᵀB'],
  [16, 256, 256, 'ABᵀ'],
  [512, 1, 512, 'AB'],
  [512, 1, 512, 'AᵀB'],
  [1, 512, 512, 'AB'],
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
      `  ${layout.padEnd(3)} ${`${m}x${k}x${n}`.padEnd(13)} ${speed.toFixed(1).padStart(6)} GF/s ${share} %`,
    );
  }
}

// The arithmetic must not change from one version to the next: results for fixed input, hashed. A hash that changes
// makes the trajectories in existing databases irreproducible; then the arithmetic needs a new id.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import type { KernelVariant } from '../src/index.ts';
import { floats, indices, integers } from './float32.ts';
import { GuardedMemory } from './guardedMemory.ts';
import { variants } from './variants.ts';

const golden: Record<KernelVariant, string> = {
  fma: '5e36f11710f9fccbd932ba65a5027f9d029f08995ac5e1674dce4b01a68091d9',
  plain: '3597627e4d24ab26a598dcadeea2d2995ba4b9380ca9de488eab5289b897b772',
};

/** Hash of what all kernels give for fixed input, every NaN replaced by one. */
function hashOfResults(variant: KernelVariant): string {
  const kernels = loadKernels(variant);
  const memory = new GuardedMemory(kernels, 1);
  const next = integers(2024);
  const hash = createHash('sha256');
  const input = (count: number) => memory.input(floats(count, next, 'ordinary'));
  const index = (count: number, limit: number) => memory.input(indices(count, limit, next));
  const output = (count: number) => memory.output(count, floats(count, next, 'ordinary'));
  const keep = (address: number, count: number) => {
    const results = memory.read(address, count);
    hash.update(
      new Uint32Array(results.buffer).map((word, i) => (Number.isNaN(results[i]) ? 0x7fc00000 : word)),
    );
  };
  const keepNumber = (result: number) => hash.update(Float32Array.of(result));

  const [m, n, k] = [23, 37, 1031];
  const c = memory.output(m * n);
  const scratch = memory.output(kernels.gemmScratchBytes(m, n, k) / 4);
  kernels.gemm(m, n, k, input(m * k), k, 1, input(k * n), n, 1, c, n, scratch);
  keep(c, m * n);
  kernels.gemm(m, n, k, input(m * k), 1, m, input(k * n), 1, k, c, n, scratch);
  keep(c, m * n);

  const [rows, cols, count] = [19, 71, 45];
  const [a, b, wide] = [input(rows * cols), input(rows * cols), memory.output(count * cols)];
  const [aIndex, bIndex] = [index(count, rows), index(count, rows)];
  const starts = memory.input(Int32Array.of(0, 7, 7, 30, count));
  kernels.gatherProduct(count, cols, a, aIndex, b, bIndex, wide);
  keep(wide, count * cols);
  kernels.gatherDot(count, cols, a, aIndex, b, bIndex, wide);
  keep(wide, count);
  kernels.segmentSumProduct(4, cols, starts, aIndex, a, b, bIndex, wide);
  keep(wide, 4 * cols);
  kernels.segmentSumScaled(4, cols, starts, aIndex, a, b, bIndex, wide);
  keep(wide, 4 * cols);
  kernels.scaleColumns(rows, cols, a, b, wide);
  keep(wide, rows * cols);
  kernels.columnDots(rows, cols, a, b, wide);
  keep(wide, cols);
  kernels.vectorMatrix(rows, cols, a, b, cols, wide);
  keep(wide, cols);

  const size = 101;
  const [x, y] = [input(size), input(size)];
  const mask = memory.input(indices(size, 2, next).map((bit) => -bit));
  const narrow = memory.output(size);
  kernels.maskedResidual(size, x, y, mask, narrow);
  keep(narrow, size);
  kernels.scale(size, x, 0.7, narrow);
  keep(narrow, size);
  kernels.absoluteGradient(size, x, 0.7, narrow);
  keep(narrow, size);
  kernels.huberGradient(size, x, 0.3, 0.7, narrow);
  keep(narrow, size);
  keepNumber(kernels.sumOfSquares(size, x));
  keepNumber(kernels.sumOfAbsolutes(size, x));
  keepNumber(kernels.sumOfHuber(size, x, 0.3));

  const [p, first] = [output(size), output(size)];
  const second = memory.output(size, floats(size, next, 'ordinary').map(Math.abs));
  kernels.sgdUpdate(size, p, x, 0.01);
  kernels.momentumUpdate(size, p, x, first, 0.9, 0.01);
  kernels.adamUpdate(size, p, y, first, second, 0.9, 0.1, 0.999, 0.001, 0.01, 3.3, 1e-8);
  [p, first, second].forEach((address) => keep(address, size));
  return hash.digest('hex');
}

test.each(variants)('results of %s are those of earlier versions', (variant) => {
  expect(hashOfResults(variant)).toBe(golden[variant]);
});

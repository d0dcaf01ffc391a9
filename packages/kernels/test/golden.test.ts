// The arithmetic must not change from one version to the next: results for fixed input, hashed. A hash that changes
// makes the trajectories in existing databases irreproducible; then the arithmetic needs a new id.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import type { Kernels, KernelVariant } from '../src/index.ts';
import { floats, indices, integers } from './float32.ts';
import { GuardedMemory } from './guardedMemory.ts';
import { variants } from './variants.ts';

/** A group of kernels: what they are given, and the hash of what they give. A new kernel joins no group but makes one. */
interface Group {
  readonly golden: Record<KernelVariant, string>;
  run(kernels: Kernels, fixture: Fixture): void;
}

const groups: Record<string, Group> = {
  training: {
    golden: {
      fma: '5e36f11710f9fccbd932ba65a5027f9d029f08995ac5e1674dce4b01a68091d9',
      plain: '3597627e4d24ab26a598dcadeea2d2995ba4b9380ca9de488eab5289b897b772',
    },
    run: runTraining,
  },
  measuring: {
    golden: {
      fma: 'cd8911b2a87d31346abc0710dfb26862cf9d519852f388472fe02f7d5d5334bc',
      plain: 'cd8911b2a87d31346abc0710dfb26862cf9d519852f388472fe02f7d5d5334bc',
    },
    run: runMeasuring,
  },
};

/** Pseudorandom operands, and a hash of results in which every NaN is replaced by one. */
class Fixture {
  readonly next = integers(2024);
  readonly memory: GuardedMemory;
  readonly #hash = createHash('sha256');

  constructor(kernels: Kernels) {
    this.memory = new GuardedMemory(kernels, 1);
  }

  floats(count: number): Float32Array {
    return floats(count, this.next, 'ordinary');
  }

  input(count: number): number {
    return this.memory.input(this.floats(count));
  }

  index(count: number, limit: number): number {
    return this.memory.input(indices(count, limit, this.next));
  }

  output(count: number): number {
    return this.memory.output(count, this.floats(count));
  }

  keep(address: number, count: number): void {
    const results = this.memory.read(address, count);
    this.#hash.update(
      new Uint32Array(results.buffer).map((word, i) => (Number.isNaN(results[i]) ? 0x7fc00000 : word)),
    );
  }

  keepNumber(result: number): void {
    this.#hash.update(Float32Array.of(result));
  }

  /** Doubles that are numbers. */
  keepDoubles(address: number, count: number): void {
    const results = new Float64Array(this.memory.read(address, 2 * count).buffer);
    results.forEach((value) => expect(value).not.toBeNaN());
    this.#hash.update(results);
  }

  keepDouble(result: number): void {
    expect(result).not.toBeNaN();
    this.#hash.update(Float64Array.of(result));
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

function runTraining(kernels: Kernels, fixture: Fixture): void {
  const { memory, next } = fixture;
  const [m, n, k] = [23, 37, 1031];
  const c = memory.output(m * n);
  const scratch = memory.output(kernels.gemmScratchBytes(m, n, k) / 4);
  kernels.gemm(m, n, k, fixture.input(m * k), k, 1, fixture.input(k * n), n, 1, c, n, scratch);
  fixture.keep(c, m * n);
  kernels.gemm(m, n, k, fixture.input(m * k), 1, m, fixture.input(k * n), 1, k, c, n, scratch);
  fixture.keep(c, m * n);

  const [rows, cols, count] = [19, 71, 45];
  const [a, b, wide] = [fixture.input(rows * cols), fixture.input(rows * cols), memory.output(count * cols)];
  const [aIndex, bIndex] = [fixture.index(count, rows), fixture.index(count, rows)];
  const starts = memory.input(Int32Array.of(0, 7, 7, 30, count));
  kernels.gatherProduct(count, cols, a, aIndex, b, bIndex, wide);
  fixture.keep(wide, count * cols);
  kernels.gatherDot(count, cols, a, aIndex, b, bIndex, wide);
  fixture.keep(wide, count);
  kernels.segmentSumProduct(4, cols, starts, aIndex, a, b, bIndex, wide);
  fixture.keep(wide, 4 * cols);
  kernels.segmentSumScaled(4, cols, starts, aIndex, a, b, bIndex, wide);
  fixture.keep(wide, 4 * cols);
  kernels.scaleColumns(rows, cols, a, b, wide);
  fixture.keep(wide, rows * cols);
  kernels.columnDots(rows, cols, a, b, wide);
  fixture.keep(wide, cols);
  kernels.vectorMatrix(rows, cols, a, b, cols, wide);
  fixture.keep(wide, cols);

  const size = 101;
  const [x, y] = [fixture.input(size), fixture.input(size)];
  const mask = memory.input(indices(size, 2, next).map((bit) => -bit));
  const narrow = memory.output(size);
  kernels.maskedResidual(size, x, y, mask, narrow);
  fixture.keep(narrow, size);
  kernels.scale(size, x, 0.7, narrow);
  fixture.keep(narrow, size);
  kernels.absoluteGradient(size, x, 0.7, narrow);
  fixture.keep(narrow, size);
  kernels.huberGradient(size, x, 0.3, 0.7, narrow);
  fixture.keep(narrow, size);
  fixture.keepNumber(kernels.sumOfSquares(size, x));
  fixture.keepNumber(kernels.sumOfAbsolutes(size, x));
  fixture.keepNumber(kernels.sumOfHuber(size, x, 0.3));

  const [p, first] = [fixture.output(size), fixture.output(size)];
  const second = memory.output(size, fixture.floats(size).map(Math.abs));
  kernels.sgdUpdate(size, p, x, 0.01);
  kernels.momentumUpdate(size, p, x, first, 0.9, 0.01);
  kernels.adamUpdate(size, p, y, first, second, 0.9, 0.1, 0.999, 0.001, 0.01, 3.3, 1e-8);
  [p, first, second].forEach((address) => fixture.keep(address, size));
}

function runMeasuring(kernels: Kernels, fixture: Fixture): void {
  const { memory } = fixture;
  const [width, m, n] = [23, 31, 14];
  const imbalanceScratch = memory.output(kernels.layerImbalanceScratchBytes(width, m, n) / 4);
  fixture.keepDouble(
    kernels.layerImbalance(width, m, n, fixture.input(m * width), fixture.input(width * n), imbalanceScratch),
  );

  const [diagonal, superdiagonal] = [memory.output(2 * width), memory.output(2 * (width - 1))];
  const scratch = memory.output(kernels.bidiagonalizeScratchBytes(m, width) / 4);
  const matrix = fixture.input(m * width);
  for (const strides of [
    [width, 1],
    [1, m],
  ] as const) {
    kernels.bidiagonalize(
      m,
      width,
      matrix,
      matrix,
      0,
      strides[0],
      strides[1],
      diagonal,
      superdiagonal,
      scratch,
    );
    fixture.keepDoubles(diagonal, width);
    fixture.keepDoubles(superdiagonal, width - 1);
  }
  fixture.keepDouble(kernels.squaredDistance(width * n, fixture.input(width * n), matrix));
}

describe.each(Object.entries(groups))('%s', (_, { golden, run }) => {
  test.each(variants)('results of %s are those of earlier versions', (variant) => {
    const kernels = loadKernels(variant);
    const fixture = new Fixture(kernels);
    run(kernels, fixture);
    expect(fixture.digest()).toBe(golden[variant]);
  });
});

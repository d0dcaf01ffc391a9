/** The tensors that CP is fitted to. They are checked on entry, and scaled so that nothing over- or underflows. */
import { InputError } from '../config/errors.ts';
import { shown } from '../config/expectation.ts';
import { euclideanNorm, numelOf, unravel } from '../tensor/shape.ts';

/** A tensor of order N = dims.length >= 1. */
export interface DenseTensor {
  /** d_1, ..., d_N, each at least 1. */
  readonly dims: readonly number[];
  /** Row-major: the last mode varies fastest. */
  readonly values: Float64Array;
}

/** @throws InputError if dimensions and values do not match, or a value is not finite */
export function checkTensor({ dims, values }: DenseTensor): void {
  if (dims.length === 0 || !dims.every((d) => Number.isSafeInteger(d) && d >= 1)) {
    throw new InputError(`tensor: expected one or more dimensions, integers >= 1, found ${shown(dims)}`);
  }
  if (values.length !== numelOf(dims)) {
    throw new InputError(
      `tensor: expected ${numelOf(dims)} values for dimensions ${shown(dims)}, found ${values.length}`,
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const index = dims.map(() => 0);
  unravel(bad, dims, index);
  throw new InputError(
    `tensor: expected finite numbers, found ${values[bad]} at ${shown(index)}, counted from 0`,
  );
}

/**
 * W / ||W||_F, and ||W||_F. A tensor of zeros is left unchanged. A power of two is divided out first, because squares of the
 * entries might exceed float64.
 */
export function normalized({ dims, values }: DenseTensor): { unit: DenseTensor; frobeniusNorm: number } {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { unit: { dims, values }, frobeniusNorm: 0 };
  let scale = 1;
  while (largest * scale > 2 ** 100) scale *= 2 ** -100;
  while (largest * scale < 2 ** -100) scale *= 2 ** 100;
  const scaled = values.map((value) => value * scale);
  const norm = euclideanNorm(scaled);
  return {
    unit: { dims, values: scaled.map((value) => value / norm) },
    frobeniusNorm: norm / scale,
  };
}

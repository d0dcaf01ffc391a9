// Float32 numbers with an exponent that has no bounds, for reading: what ARITHMETIC.md says of products.

/** m 2^e with 1 <= |m| < 2, a float32; m is NaN for what is not finite. */
export interface Unbounded {
  readonly m: number;
  readonly e: number;
}

export function unbounded(x: number): Unbounded {
  if (!Number.isFinite(x)) return { m: NaN, e: 0 };
  let [m, e] = [x, 0];
  for (; Math.abs(m) >= 2; e++) m /= 2;
  for (; Math.abs(m) < 1; e--) m *= 2;
  return { m, e };
}

/** The product of two mantissas is exact in float64. */
export function times(a: Unbounded, b: Unbounded): Unbounded {
  const { m, e } = unbounded(Math.fround(a.m * b.m));
  return { m, e: a.e + b.e + e };
}

/** To float32, rounded once: m 2^e is exact in float64 unless it is far beyond float32 anyway. */
export const rounded = ({ m, e }: Unbounded): number =>
  Math.fround(m * 2 ** Math.max(-1000, Math.min(1000, e)));

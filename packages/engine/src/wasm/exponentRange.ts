/** Bounds on the exponents of a table's numbers. They tell whether float32 has room for a product before it is computed. */

/** All numbers of a table are between 2^low and 2^(high + 1). */
export interface ExponentRange {
  readonly low: number;
  readonly high: number;
}

export const ONE_TO_TWO: ExponentRange = { low: 0, high: 0 };

/** @param packed what the kernels return */
export const exponentRangeOf = (packed: number): ExponentRange => ({
  low: (packed & 255) - 127,
  high: (packed >> 8) - 127,
});

/** The range of the numbers of both. */
export const joined = (a: ExponentRange, b: ExponentRange): ExponentRange => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
});

/** The range of products. */
export const plus = (a: ExponentRange, b: ExponentRange): ExponentRange => ({
  low: a.low + b.low,
  high: a.high + b.high + 1,
});

/**
 * Whether float32 rounds such numbers to 24 bits. Below 2^-126 it has fewer, and may round up to 2^-126: hence the distance of a
 * factor of two.
 */
export const isNormal = ({ low, high }: ExponentRange): boolean => low >= -125 && high <= 127;

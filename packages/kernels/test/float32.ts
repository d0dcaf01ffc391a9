// float32 arithmetic emulated in float64, and the numbers to test it with.
import type { KernelVariant } from '../src/index.ts';

export type MultiplyAdd = (a: number, b: number, c: number) => number;

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/**
 * round32(a * b + c) of float32 numbers, rounded once. The product is exact in float64. TwoSum (Knuth) gives the sum s
 * and its error e exactly; where e is not 0, s is moved to the neighbour with an odd last bit on the side of e ("round
 * to odd"), after which rounding to float32 cannot fall on a false tie (Boldo and Melquiond 2008).
 */
function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const p = a * b;
  const s = p + c;
  if (!Number.isFinite(s)) return s;
  const fromC = s - p;
  const e = p - (s - fromC) + (c - fromC);
  if (e === 0) return Math.fround(s);
  double[0] = s;
  if ((bits[0]! & 1n) === 0n) bits[0]! += e > 0 === s > 0 ? 1n : -1n;
  return Math.fround(double[0]);
}

function plainMultiplyAdd(a: number, b: number, c: number): number {
  return Math.fround(Math.fround(a * b) + c);
}

/** The multiply-add that a build is to compute with. */
export function multiplyAddOf(variant: KernelVariant): MultiplyAdd {
  return variant === 'fma' ? fusedMultiplyAdd : plainMultiplyAdd;
}

/** Which numbers an operand holds: about 1; products that underflow; now and then NaN, infinities, zeros, extremes. */
export type Flavour = 'ordinary' | 'tiny' | 'special';

const specials = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  3.4e38,
  -3.4e38,
  1,
  -1,
];

/** A linear congruential generator (Knuth's MMIX constants) of integers in [0, 2^32). */
export function integers(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 32n);
  };
}

/** `count` float32 numbers. */
export function floats(count: number, next: () => number, flavour: Flavour): Float32Array {
  return Float32Array.from({ length: count }, () => {
    const value = next() / 2 ** 31 - 1;
    if (flavour === 'tiny') return value * 2 ** -((next() % 90) + 60);
    if (flavour === 'special' && next() % 40 === 0) return specials[next() % specials.length]!;
    return value;
  });
}

/** `count` integers in [0, limit). */
export function indices(count: number, limit: number, next: () => number): Int32Array {
  return Int32Array.from({ length: count }, () => next() % limit);
}

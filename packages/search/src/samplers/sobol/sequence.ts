/**
 * A Sobol sequence (Sobol 1967; construction of Bratley and Fox 1988) under Owen's nested uniform scrambling, in the form of Laine and
 * Karras ("Stratified sampling for stochastic transparency", 2011) with the hash of Burley ("Practical hash-based Owen scrambling",
 * 2020). Integers alone, so that every machine has the same points.
 */
import { RandomStream } from '@ranksweep/core';
import { DIRECTIONS } from './directions.ts';

const BITS = 32;
const TWO_POW_32 = 2 ** 32;

export const MOST_DIMENSIONS = DIRECTIONS.length + 1;

/** Seeds of the scrambling, one for each dimension. */
export const sobolSeeds = (dimensions: number, seed: number): Uint32Array =>
  Uint32Array.from(
    { length: dimensions },
    (_, d) => new RandomStream(seed, `search/sobol/${d}`).uniform() * TWO_POW_32,
  );

/** Points of the unit cube in the order of their numbers. */
export class SobolSequence {
  readonly #seeds: Uint32Array;
  readonly #directions: readonly Uint32Array[];

  /** @param seeds one for each dimension, at most `MOST_DIMENSIONS` */
  constructor(seeds: Uint32Array) {
    this.#seeds = seeds;
    this.#directions = Array.from(seeds, (_, d) => directionsOf(d));
  }

  /** @param number from 0 to 2^32 - 1 */
  point(number: number): Float64Array {
    return Float64Array.from(this.#directions, (directions, d) => {
      let bits = 0;
      for (let k = 0, rest = number; rest > 0; k++, rest = Math.floor(rest / 2)) {
        if (rest % 2 === 1) bits ^= directions[k]!;
      }
      return (scrambled(bits, this.#seeds[d]!) + 0.5) / TWO_POW_32;
    });
  }
}

/** The direction numbers of a dimension, the most significant bit first. */
export function directionsOf(dimension: number): Uint32Array {
  const numbers = new Uint32Array(BITS);
  if (dimension === 0) {
    for (let k = 0; k < BITS; k++) numbers[k] = 2 ** (BITS - 1 - k);
    return numbers;
  }
  const [polynomial, ...initial] = DIRECTIONS[dimension - 1]!;
  const degree = initial.length;
  for (let k = 0; k < BITS; k++) {
    if (k < degree) {
      numbers[k] = initial[k]! * 2 ** (BITS - 1 - k);
      continue;
    }
    let next = numbers[k - degree]! ^ (numbers[k - degree]! >>> degree);
    for (let j = 1; j < degree; j++) {
      if ((polynomial >>> (degree - j)) & 1) next ^= numbers[k - j]!;
    }
    numbers[k] = next;
  }
  return numbers;
}

/** Permutes each bit by those above it, at random: the net keeps its equidistribution. */
const scrambled = (bits: number, seed: number): number => reversed(laineKarras(reversed(bits), seed)) >>> 0;

function laineKarras(bits: number, seed: number): number {
  let x = (bits ^ Math.imul(bits, 0x3d20adea)) | 0;
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return x;
}

function reversed(bits: number): number {
  let x = bits >>> 0;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}

/** Which numbers dropout keeps: a function of the step's seed, the same on every backend. */
import { streamKey, threefry2x32 } from '@ranksweep/core';

export interface DropoutOptions {
  /** Of the step. */
  readonly seed: number;
  /** Of the step's forward passes. */
  readonly pass: string;
  readonly layer: string;
  /** The probability of 0, in units of 2^-16. */
  readonly rate: number;
  readonly count: number;
}

/** @returns 0 or 1 / (1 - rate) for each number */
export function dropoutMask({ seed, pass, layer, rate, count }: DropoutOptions): Float32Array {
  const [key0, key1] = streamKey(seed, `dropout/${pass}/${layer}`) as unknown as [number, number];
  const dropped = Math.round(rate * 2 ** 16);
  const kept = 2 ** 16 / (2 ** 16 - dropped);
  const mask = new Float32Array(count);
  const words = new Uint32Array(2);
  const draws = new Uint16Array(words.buffer);
  for (let i = 0; i < count; i += 4) {
    threefry2x32(key0, key1, i / 4, 0, words);
    for (let j = 0; j < 4; j++) if (draws[j]! >= dropped) mask[i + j] = kept;
  }
  return mask;
}

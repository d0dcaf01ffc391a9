/**
 * Random streams named by purpose. A stream depends only on (seed, purpose). Adding a metric, or changing the scale of the
 * initialization or the lane, therefore never changes another stream.
 */
import { exactCosSinTurns, exactLog } from './exactMath.ts';
import { threefry2x32 } from './threefry.ts';

const TWO_POW_26 = 2 ** 26;
const TWO_POW_32 = 2 ** 32;
const TWO_POW_53 = 2 ** 53;

/** 32-bit FNV-1a of the UTF-16 code units of a text. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * The key under which Threefry encrypts the counters of a stream.
 * @param seed integer in [0, 2^48)
 * @param purpose what the numbers are for: `target`, `observed`, `init/...`, `batch/...`
 */
export function streamKey(seed: number, purpose: string): Uint32Array {
  const key = new Uint32Array(2);
  threefry2x32(seed % TWO_POW_32, Math.floor(seed / TWO_POW_32), fnv1a(purpose), purpose.length, key);
  return key;
}

/** Numbers of one stream in their order, by encrypting 0, 1, 2, ... (`threefry.ts`). */
export class RandomStream {
  readonly #key: Uint32Array;
  readonly #block = new Uint32Array(2);
  #counter = 0;

  /** Arguments as of `streamKey`. */
  constructor(seed: number, purpose: string) {
    this.#key = streamKey(seed, purpose);
  }

  /** The next uniform number: a multiple of 2^-53 in [0, 1). */
  uniform(): number {
    const { 0: key0, 1: key1 } = this.#key;
    threefry2x32(key0!, key1!, this.#counter >>> 0, Math.floor(this.#counter / TWO_POW_32), this.#block);
    this.#counter++;
    return ((this.#block[0]! >>> 5) * TWO_POW_26 + (this.#block[1]! >>> 6)) / TWO_POW_53;
  }

  /** The next integer, uniform in [0, bound) up to 2^-53 * bound. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** `count` independent N(0, 1) numbers (Box-Muller). */
  gaussians(count: number): Float64Array {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * exactLog(1 - this.uniform()));
      const [cos, sin] = exactCosSinTurns(this.uniform());
      values[i] = radius * cos;
      if (i + 1 < count) values[i + 1] = radius * sin;
    }
    return values;
  }

  /** `count` distinct integers of [0, bound), every subset equally likely, ascending. */
  subset(count: number, bound: number): Int32Array {
    // Partial Fisher-Yates shuffle on a sparse array: memory grows with count, not with bound.
    const moved = new Map<number, number>();
    const chosen = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const j = i + this.integer(bound - i);
      chosen[i] = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
    }
    return chosen.sort();
  }
}

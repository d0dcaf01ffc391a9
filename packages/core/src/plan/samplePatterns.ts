/** Numbers the distinct pairs of two blocks' patterns among samples. */

/** For each sample, the number of its pattern. Samples with the same number share an index tuple. */
export type PatternOfSample = Uint16Array | Int32Array;

export interface Patterns {
  readonly count: number;
  readonly ofSample: PatternOfSample;
}

/** Odd, and near 2^32 divided by the golden ratio: spreads neighbouring keys (Knuth, TAOCP 3, section 6.4). */
const SPREAD = 0x9e3779b1;

/** A hash table of samples. Increasing a counter empties it. */
export class PairNumbering {
  readonly #samples: number;
  readonly #bits: number;
  /** For each slot: the numbering that filled it last, the first sample of that pattern, and its number. */
  readonly #filledIn: Int32Array;
  readonly #firstSample: Int32Array;
  readonly #number: Int32Array;
  /** For each number, the first sample that has it. */
  readonly #firsts: Int32Array;
  #current = 0;

  constructor(samples: number) {
    this.#firsts = new Int32Array(samples);
    this.#samples = samples;
    this.#bits = Math.max(8, 33 - Math.clz32(samples)); // At most half full.
    this.#filledIn = new Int32Array(2 ** this.#bits);
    this.#firstSample = new Int32Array(2 ** this.#bits);
    this.#number = new Int32Array(2 ** this.#bits);
  }

  /**
   * Pairs are numbered in the order of their first sample.
   * @param most counting stops beyond this many pairs
   * @param numbers receives the number of every sample's pair
   * @returns the number of pairs, or most + 1 if there are more than `most`
   */
  number(a: Patterns, b: Patterns, most: number, numbers?: PatternOfSample): number {
    const [filledIn, firstSample, number] = [this.#filledIn, this.#firstSample, this.#number];
    const firsts = this.#firsts;
    const [ofA, ofB, rowLength] = [a.ofSample, b.ofSample, b.count];
    const mask = filledIn.length - 1;
    const shift = a.count * b.count <= filledIn.length ? undefined : 32 - this.#bits;
    const current = ++this.#current;
    let count = 0;
    for (let s = 0; s < this.#samples; s++) {
      const [i, j] = [ofA[s]!, ofB[s]!];
      const key = Math.imul(i, rowLength) + j;
      let slot = shift === undefined ? key : Math.imul(key, SPREAD) >>> shift;
      while (filledIn[slot] === current) {
        const other = firstSample[slot]!;
        if (ofA[other] === i && ofB[other] === j) break;
        slot = (slot + 1) & mask;
      }
      if (filledIn[slot] !== current) {
        if (count >= most) return most + 1;
        filledIn[slot] = current;
        firstSample[slot] = s;
        firsts[count] = s;
        number[slot] = count++;
      }
      if (numbers !== undefined) numbers[s] = number[slot]!;
    }
    return count;
  }

  /** The first samples of the pairs that were numbered last, ascending; valid until the next numbering. */
  firstSamples(count: number): Int32Array {
    return this.#firsts.subarray(0, count);
  }
}

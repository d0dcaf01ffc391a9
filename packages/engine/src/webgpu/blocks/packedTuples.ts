/** Index tuples of very many modes as kernels read them: an index takes as few bits as the largest mode needs. */

const WORD_BITS = 32;

/** Index n of a sample begins at bit `bits` n of its words, counted from the lowest bit of the first word. */
export interface TuplesLayout {
  /** Of an index: a power of two up to 32. */
  readonly bits: number;
  /** Of a sample. */
  readonly words: number;
}

export function tuplesLayout(dims: readonly number[]): TuplesLayout {
  const most = Math.max(...dims);
  const bits = [1, 2, 4, 8, 16, WORD_BITS].find((width) => most <= 2 ** width)!;
  return { bits, words: Math.ceil((dims.length * bits) / WORD_BITS) };
}

/**
 * @param tuples (n, N) row-major
 * @param layout of N modes or more; the indices of additional ones are 0
 */
export function packedTuples(
  tuples: ArrayLike<number>,
  N: number,
  { bits, words }: TuplesLayout,
): Int32Array {
  const samples = tuples.length / N;
  const packed = new Int32Array(samples * words);
  for (let s = 0; s < samples; s++) {
    for (let n = 0; n < N; n++) {
      const bit = bits * n;
      packed[s * words + Math.floor(bit / WORD_BITS)]! |= tuples[s * N + n]! << (bit % WORD_BITS);
    }
  }
  return packed;
}

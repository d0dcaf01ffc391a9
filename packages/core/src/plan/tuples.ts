/** Distinct index tuples that sets of modes take among the entries to be evaluated. */
import { unravel } from '../tensor/shape.ts';

/** The distinct tuples of some modes, in ascending order; `ofEntry[s]` is the tuple of entry s. */
export interface TupleSet {
  readonly count: number;
  readonly ofEntry: Int32Array;
}

/** Tuples of the modes of two sets together: tuple t consists of tuples leftIndex[t] and rightIndex[t]. */
export interface JoinedTuples extends TupleSet {
  readonly leftIndex: Int32Array;
  readonly rightIndex: Int32Array;
}

/** Index tuples of flat positions, (entries, N) row-major, from 0. */
export function indexTuples(positions: Int32Array, dims: readonly number[]): Int32Array {
  const N = dims.length;
  const tuples = new Int32Array(positions.length * N);
  const index = new Array<number>(N);
  for (let s = 0; s < positions.length; s++) {
    unravel(positions[s]!, dims, index);
    for (let n = 0; n < N; n++) tuples[s * N + n] = index[n]!;
  }
  return tuples;
}

/**
 * All d_n indices of one mode, used or not, so that a leaf's output is its parameter matrix as it is.
 * @param tuples (entries, N) row-major, from 0
 * @param mode numbered from 1
 */
export function leafTuples(tuples: Int32Array | Uint8Array, dims: readonly number[], mode: number): TupleSet {
  const N = dims.length;
  const ofEntry = new Int32Array(tuples.length / N);
  for (let s = 0, at = mode - 1; s < ofEntry.length; s++, at += N) ofEntry[s] = tuples[at]!;
  return { count: dims[mode - 1]!, ofEntry };
}

/** A table over all pairs is faster than sorting if it has at most this many times as many slots as there are entries. */
const TABLE_SLOTS_PER_ENTRY = 4;

/** The pairs that occur, in ascending order of (left, right). */
export const joinedTuples = (left: TupleSet, right: TupleSet): JoinedTuples =>
  left.count * right.count <= TABLE_SLOTS_PER_ENTRY * left.ofEntry.length
    ? pairsByTable(left, right)
    : pairsBySorting(left, right);

function pairsByTable(left: TupleSet, right: TupleSet): JoinedTuples {
  const cols = right.count;
  const ofEntry = new Int32Array(left.ofEntry.length);
  const numberOf = new Int32Array(left.count * cols);
  let count = 0;
  for (let s = 0; s < ofEntry.length; s++) {
    const pair = left.ofEntry[s]! * cols + right.ofEntry[s]!;
    ofEntry[s] = pair;
    if (numberOf[pair] === 0) count++;
    numberOf[pair] = 1;
  }
  const [leftIndex, rightIndex] = [new Int32Array(count), new Int32Array(count)];
  let t = 0;
  for (let l = 0, pair = 0; l < left.count; l++) {
    for (let r = 0; r < cols; r++, pair++) {
      if (numberOf[pair] === 0) continue;
      leftIndex[t] = l;
      rightIndex[t] = r;
      numberOf[pair] = t++;
    }
  }
  for (let s = 0; s < ofEntry.length; s++) ofEntry[s] = numberOf[ofEntry[s]!]!;
  return { count, ofEntry, leftIndex, rightIndex };
}

/** Two stable counting sorts bring equal pairs together. */
function pairsBySorting(left: TupleSet, right: TupleSet): JoinedTuples {
  const entries = left.ofEntry.length;
  const order = sorted(left, sorted(right));
  const [leftIndex, rightIndex] = [new Int32Array(entries), new Int32Array(entries)];
  const ofEntry = new Int32Array(entries);
  let [t, l, r] = [-1, -1, -1];
  for (let q = 0; q < entries; q++) {
    const s = order[q]!;
    if (left.ofEntry[s] !== l || right.ofEntry[s] !== r) {
      t++;
      leftIndex[t] = l = left.ofEntry[s]!;
      rightIndex[t] = r = right.ofEntry[s]!;
    }
    ofEntry[s] = t;
  }
  const count = t + 1;
  return { count, ofEntry, leftIndex: leftIndex.slice(0, count), rightIndex: rightIndex.slice(0, count) };
}

/**
 * Entries in ascending order of their tuples.
 * @param order the order among entries of one tuple; undefined: ascending
 */
function sorted({ count, ofEntry }: TupleSet, order?: Int32Array): Int32Array {
  const next = new Int32Array(count + 1);
  for (let s = 0; s < ofEntry.length; s++) next[ofEntry[s]! + 1]!++;
  for (let t = 0; t < count; t++) next[t + 1]! += next[t]!;
  const result = new Int32Array(ofEntry.length);
  for (let q = 0; q < ofEntry.length; q++) {
    const s = order === undefined ? q : order[q]!;
    result[next[ofEntry[s]!]!++] = s;
  }
  return result;
}

/** What the entries of a selection take of a set. Tuples are numbered anew, in the same order. */
export function amongEntries({ count, ofEntry }: TupleSet, selection: Int32Array): TupleSet {
  const only = selection.map((s) => ofEntry[s]!);
  return joinedTuples({ count: 1, ofEntry: new Int32Array(only.length) }, { count, ofEntry: only });
}

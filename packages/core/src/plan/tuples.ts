/** Distinct index tuples that a set of modes takes among the entries to be evaluated. */
import { unravel } from '../tensor/shape.ts';
import type { Pairing, Segments } from './plan.ts';

/** The distinct tuples of some modes; `ofEntry[s]` is the tuple of entry s, `entryWith[t]` an entry that has tuple t. */
export interface TupleSet {
  readonly count: number;
  readonly ofEntry: Int32Array;
  readonly entryWith: Int32Array;
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
 * @param tuples from `indexTuples`
 * @param modes numbered from 1; tuples are numbered in ascending order of the modes' indices
 */
export function distinctTuples(
  tuples: Int32Array,
  dims: readonly number[],
  modes: readonly number[],
): TupleSet {
  const N = dims.length;
  const entries = tuples.length / N;
  const ofEntry = new Int32Array(entries); // Numbers of the distinct prefixes so far, refined mode by mode.
  let count = entries === 0 ? 0 : 1;
  for (const mode of modes) {
    const d = dims[mode - 1]!;
    for (let s = 0; s < entries; s++) ofEntry[s] = ofEntry[s]! * d + tuples[s * N + mode - 1]!;
    count = renumber(ofEntry, count * d);
  }
  const entryWith = new Int32Array(count);
  for (let s = entries - 1; s >= 0; s--) entryWith[ofEntry[s]!] = s;
  return { count, ofEntry, entryWith };
}

/** A table over all possible keys is faster than a hash map if it has at most this many times as many slots as keys. */
const TABLE_ENTRIES_PER_KEY = 64;

function renumberSparse(keys: Int32Array): number {
  const distinct = Int32Array.from(new Set(keys)).sort();
  const numberOf = new Map(Array.from(distinct, (key, number) => [key, number]));
  for (let s = 0; s < keys.length; s++) keys[s] = numberOf.get(keys[s]!)!;
  return distinct.length;
}

/** Replaces keys in [0, bound) by their ranks among the distinct ones, and returns the number of distinct keys. */
function renumber(keys: Int32Array, bound: number): number {
  if (bound > TABLE_ENTRIES_PER_KEY * keys.length) return renumberSparse(keys);
  const numberOf = new Int32Array(bound);
  for (const key of keys) numberOf[key] = 1;
  let count = 0;
  for (let key = 0; key < bound; key++) if (numberOf[key] === 1) numberOf[key] = count++;
  for (let s = 0; s < keys.length; s++) keys[s] = numberOf[keys[s]!]!;
  return count;
}

/** All d_n indices of one mode, used or not, so that a leaf's output is its parameter matrix as it is. */
export function leafTuples(tuples: Int32Array, dims: readonly number[], mode: number): TupleSet {
  const N = dims.length;
  const ofEntry = Int32Array.from({ length: tuples.length / N }, (_, s) => tuples[s * N + mode - 1]!);
  return { count: dims[mode - 1]!, ofEntry, entryWith: new Int32Array(0) };
}

/** The operands' tuples of every entry in `entries`. */
export function pair(
  left: { readonly node: number; readonly set: TupleSet },
  right: { readonly node: number; readonly set: TupleSet },
  entries: Int32Array,
): Pairing {
  const leftIndex = entries.map((s) => left.set.ofEntry[s]!);
  const rightIndex = entries.map((s) => right.set.ofEntry[s]!);
  return {
    left: left.node,
    right: right.node,
    leftIndex,
    rightIndex,
    bySegmentsOfLeft: segments(leftIndex, rightIndex, left.set.count),
    bySegmentsOfRight: segments(rightIndex, leftIndex, right.set.count),
  };
}

/** Counting sort of tuples by `key`, stable, so that each segment is summed in ascending order. */
function segments(key: Int32Array, other: Int32Array, count: number): Segments {
  const starts = new Int32Array(count + 1);
  key.forEach((u) => starts[u + 1]!++);
  for (let u = 0; u < count; u++) starts[u + 1]! += starts[u]!;
  const next = starts.slice();
  const tuple = new Int32Array(key.length);
  key.forEach((u, t) => (tuple[next[u]!++] = t));
  return { starts, tuple, other: tuple.map((t) => other[t]!) };
}

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
  positions.forEach((position, s) => unravel(position, dims, tuples.subarray(s * N, (s + 1) * N)));
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
  let ofEntry = new Int32Array(entries); // numbers of the distinct prefixes so far, refined mode by mode
  for (const mode of modes) {
    const d = dims[mode - 1]!;
    const keys = Float64Array.from(ofEntry, (prefix, s) => prefix * d + tuples[s * N + mode - 1]!);
    const distinct = Float64Array.from(new Set(keys)).sort();
    const numberOf = new Map(Array.from(distinct, (key, number) => [key, number]));
    ofEntry = Int32Array.from(keys, (key) => numberOf.get(key)!);
  }
  const count = ofEntry.reduce((largest, tuple) => Math.max(largest, tuple), -1) + 1;
  const entryWith = new Int32Array(count);
  for (let s = entries - 1; s >= 0; s--) entryWith[ofEntry[s]!] = s;
  return { count, ofEntry, entryWith };
}

/** All d_n indices of one mode, met or not, so that a leaf's output is its parameter matrix as it stands. */
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

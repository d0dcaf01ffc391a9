/** Groups tuples by one of their operands, so that a kernel sums over each group on its own, in ascending order. */

export interface Segments {
  /** Group u is `tuple` from starts[u] to starts[u + 1]. */
  readonly starts: Int32Array;
  readonly tuple: Int32Array;
}

/** @param key the group of every tuple, below `groups` */
export function segmentsOf(key: Int32Array, groups: number): Segments {
  const starts = new Int32Array(groups + 1);
  for (const u of key) starts[u + 1]!++;
  for (let u = 0; u < groups; u++) starts[u + 1]! += starts[u]!;
  const next = starts.slice(0, groups);
  const tuple = new Int32Array(key.length);
  key.forEach((u, t) => (tuple[next[u]!++] = t));
  return { starts, tuple };
}

/** Whether two samples differ by more than chance. */
import { RandomStream } from '@ranksweep/core';

const SHUFFLES = 10_000;

/** How often one of `ours` is smaller than one of `theirs`; ties count half. */
export function shareSmaller(ours: readonly number[], theirs: readonly number[]): number {
  const points = ours.flatMap((one) =>
    theirs.map((other): number => (one < other ? 1 : one === other ? 0.5 : 0)),
  );
  return points.reduce((sum, point) => sum + point, 0) / points.length;
}

/**
 * How often ranks that are dealt out at random differ between the two samples as much as they do here, or more, in either direction: a
 * permutation test of the rank sum (Wilcoxon).
 */
export function chanceOf(ours: readonly number[], theirs: readonly number[]): number {
  const ranks = ranksOf([...ours, ...theirs]);
  const expected = (ours.length * (ranks.length + 1)) / 2;
  const distance = (): number => {
    let sum = 0;
    for (let i = 0; i < ours.length; i++) sum += ranks[i]!;
    return Math.abs(sum - expected);
  };
  const found = distance();
  const stream = new RandomStream(0, 'bench/chance');
  let asFar = 0;
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    for (let i = 0; i < ours.length; i++) {
      const j = i + stream.integer(ranks.length - i);
      [ranks[i], ranks[j]] = [ranks[j]!, ranks[i]!];
    }
    if (distance() >= found) asFar++;
  }
  return (asFar + 1) / (SHUFFLES + 1);
}

/** From 1; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
  }
  return ranks;
}

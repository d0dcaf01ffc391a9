/** Looks up selected values of a cohort. */
import { createRowLookup, type RowLookup } from '../operations/rows.ts';
import type { TensorFlow } from '../tensorflow.ts';
import type { Selection } from './observation.ts';
import { joined } from './treeEvaluator.ts';

/** @returns a lookup among (C V, 1), V values of every member */
export function choose(tf: TensorFlow, V: number, { numbers, counts }: Selection): RowLookup {
  const C = numbers.length;
  const n = numbers[0]!.length;
  return createRowLookup(tf, C * V, joined(numbers, V), (i) => i % n < counts[Math.floor(i / n)]!);
}

/** Selections of observations that have one size in all members of a cohort. */
import type { Selection } from './evaluators/observation.ts';

/** The same `count` numbers for each of C members. */
export function ranges(C: number, first: number, count: number): Int32Array[] {
  const numbers = new Int32Array(count).map((_, i) => first + i);
  return Array<Int32Array>(C).fill(numbers);
}

/** Fills batches up to one size with repetitions of their last number, which do not count. */
export function padded(batches: readonly Int32Array[], size: number): Selection {
  return {
    numbers: batches.map((batch) => {
      if (batch.length === size) return batch;
      const numbers = new Int32Array(size).fill(batch.at(-1)!);
      numbers.set(batch);
      return numbers;
    }),
    counts: batches.map(({ length }) => length),
  };
}

/** Whether a run has changed enough since a snapshot for another one to be kept. */
import { columnsByStem, SIGNIFICANT_SHARE } from '@ranksweep/core';

/** Whether values have moved; both snapshots have the columns that it was made for. */
export type HasChanged = (before: Float64Array, now: Float64Array) => boolean;

/**
 * A ranked value counts while it is, in either snapshot, at least 5 % of what is now the largest of its stem, and moves in
 * shares of that. The reconstruction error moves in shares of what it was.
 * @param names the columns of a snapshot
 * @param share moves beyond it are changes
 */
export function changeBeyond(share: number, names: readonly string[]): HasChanged {
  const groups = [...columnsByStem(names).values()];
  const errors = names.flatMap((name, column) => (name === 'reconstruction_error' ? [column] : []));
  return (before, now) =>
    errors.some((column) => differ(before[column]!, now[column]!, share * before[column]!)) ||
    groups.some((columns) => {
      const largest = now[columns[0]!]!;
      return columns.some((column) => {
        const [was, is] = [before[column]!, now[column]!];
        return !(Math.max(was, is) < SIGNIFICANT_SHARE * largest) && differ(was, is, share * largest);
      });
    });
}

/** A value that becomes finite, or ceases to be, has moved beyond any bound. */
const differ = (was: number, is: number, bound: number): boolean =>
  Number.isFinite(was) !== Number.isFinite(is) || Math.abs(is - was) > bound;

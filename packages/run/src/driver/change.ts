/** Decides whether a run has changed enough since the last snapshot to keep another one. */
import { columnsByStem, SIGNIFICANT_SHARE } from '@ranksweep/core';

/** Whether the values have changed. Both snapshots must have the columns that this function was made for. */
export type HasChanged = (before: Float64Array, now: Float64Array) => boolean;

/**
 * A ranked value counts if it is at least 5 % of the largest current value of its stem in either snapshot. Its change is measured
 * as a share of that largest value. The change of the reconstruction error is measured as a share of its earlier value.
 * @param names the columns of a snapshot
 * @param share a larger relative change counts as a change
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

/** Whether a value has moved beyond the bound. A value that becomes finite, or stops being finite, always has. */
const differ = (was: number, is: number, bound: number): boolean =>
  Number.isFinite(was) !== Number.isFinite(is) || Math.abs(is - was) > bound;

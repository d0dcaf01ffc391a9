/** Tells which columns of a snapshot belong to one ranked metric. Events are about the sizes and rises of these values. */
import { isRankedByItself } from '../metrics/families.ts';
import { rankedName } from '../metrics/request.ts';

/**
 * Columns by stem, the largest value first: `component_norm` has those of component_norm_1, component_norm_2, ... Columns that
 * borrow their ranks from another metric are left out: gamma_component_norm_1 need not be the largest.
 */
export function columnsByStem(names: readonly string[]): Map<string, number[]> {
  const columns = new Map<string, { readonly rank: number; readonly column: number }[]>();
  names.forEach((name, column) => {
    const ranked = rankedName(name);
    if (ranked === undefined || !isRankedByItself(ranked.stem)) return;
    const { stem, rank } = ranked;
    const group = columns.get(stem);
    if (group === undefined) columns.set(stem, [{ rank, column }]);
    else group.push({ rank, column });
  });
  return new Map(
    [...columns].map(([stem, group]) => [
      stem,
      group.toSorted((a, b) => a.rank - b.rank).map(({ column }) => column),
    ]),
  );
}

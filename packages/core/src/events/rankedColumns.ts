/** Which columns of a snapshot are the values of one ranked metric. */
import { rankedName } from '../metrics/metrics.ts';

/** Columns by stem, the largest value's first: `component_norm` has those of component_norm_1, component_norm_2, ... */
export function rankedColumns(names: readonly string[]): Map<string, number[]> {
  const columns = new Map<string, { readonly rank: number; readonly column: number }[]>();
  names.forEach((name, column) => {
    const ranked = rankedName(name);
    if (ranked === undefined) return;
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

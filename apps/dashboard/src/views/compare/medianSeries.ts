/** The median over seeds, as the figures have it. */
import { median } from '@ranksweep/core';
import { GrowingSeries, type Points } from '../run/growingSeries.ts';

/**
 * At every iteration that a seed has a value of. Between two snapshots a seed's value is interpolated; after its last it stays,
 * since a run ends where nothing moves any more. Values that are not finite do not count.
 */
export function medianSeries(seeds: readonly Points[]): GrowingSeries {
  const iterations = [...new Set(seeds.flatMap((seed) => Array.from(seed.iterations)))].sort((a, b) => a - b);
  const readers = seeds.filter((seed) => seed.iterations.length > 0).map(valueReader);
  const series = new GrowingSeries();
  series.append(
    iterations,
    iterations.map((iteration) =>
      median(readers.map((valueAt) => valueAt(iteration)).filter((value) => Number.isFinite(value))),
    ),
  );
  return series;
}

/** To be asked for iterations that ascend. */
function valueReader({ iterations, values }: Points): (iteration: number) => number {
  let at = 0;
  return (iteration) => {
    while (at + 1 < iterations.length && iterations[at + 1]! <= iteration) at++;
    const [from, to] = [iterations[at]!, iterations[at + 1]];
    if (iteration < from) return NaN;
    if (to === undefined || iteration === from) return values[at]!;
    const share = (iteration - from) / (to - from);
    return values[at]! + share * (values[at + 1]! - values[at]!);
  };
}

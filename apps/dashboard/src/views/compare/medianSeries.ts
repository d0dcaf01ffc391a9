/** The median over seeds, as the figures have it. */
import { median, valueReader } from '@ranksweep/core';
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

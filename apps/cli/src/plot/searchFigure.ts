/**
 * What searches have found after how many iterations, as a figure: medians over their seeds with the middle half. They begin where a
 * trial has ended for every seed. Before that they could get worse, as seeds come in.
 */
import { metricInWords, type Curve, type Figure } from '@ranksweep/plot';
import type { BestSoFar, Comparison } from '@ranksweep/search';

export interface SearchFigureText {
  readonly sweep: string;
  readonly part: string;
  readonly metric: string;
}

/** Places along the axis at which the curves of different seeds have values. */
const PLACES = 200;
/** Where the best values differ by more than this factor, a logarithmic axis shows them. */
const WIDE = 20;

export function searchFigure(
  { standings, iterations, best }: Comparison,
  { sweep, part, metric }: SearchFigureText,
): Figure {
  const most = Math.max(...standings.flatMap(({ spent }) => spent)) * iterations;
  const places = Array.from({ length: PLACES + 1 }, (_, i) => Math.round((i * most) / PLACES));
  const curves = standings.flatMap(({ contender: { sampler, pruner }, curves: own }) => {
    const begin = Math.max(...own.map(({ spent }) => spent[0] ?? 0));
    return own.map((curve): Curve => ({
      group: pruner === undefined ? sampler : `${sampler}, ${pruner.kind}`,
      seed: curve.seed,
      iterations: places,
      values: places.map((place) => (place < begin ? NaN : valueAt(curve, place))),
    }));
  });
  const values = curves.flatMap(({ values: all }) => Array.from(all).filter(Number.isFinite));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    caption: `Searches simulated on ${sweep}, part ${part}: the best ${metricInWords(metric)} after so many iterations of all runs together.`,
    panels: [
      {
        title: 'best so far',
        yTitle: `best ${metricInWords(metric)}`,
        groupTitle: 'search',
        curves,
        seeds: 'quartiles',
        yScale: low > 0 && high > WIDE * low ? 'log' : 'linear',
        references: [{ value: best, label: 'whole grid' }],
      },
    ],
  };
}

/** NaN before the first trial has ended. */
function valueAt({ spent, best }: BestSoFar, place: number): number {
  const at = spent.findLastIndex((one) => one <= place);
  return at < 0 ? NaN : best[at]!;
}

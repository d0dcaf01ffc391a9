/** From what runs ended with to the points of a line: one for every place, or for every run. */
import { given, median } from '@ranksweep/core';
import { deviationOf } from '../statistics/deviation.ts';
import type { FinalLine, FinalPanel, FinalPoint } from '../figure.ts';
import { quantile } from '../statistics/quantile.ts';

/** One run as a panel of final values sees it. */
export interface Ended {
  readonly group?: string;
  readonly variant?: string;
  /** On the axis: a number where all of the panel's are. */
  readonly x: unknown;
  readonly value: number;
  /** 0 where none is asked for or known. */
  readonly error: number;
  readonly theory?: number;
  readonly isDiverged: boolean;
}

/** @param places on the axis, by the JSON of `x` */
export function lineThrough(
  runs: readonly Ended[],
  places: ReadonlyMap<string, number>,
  seeds: FinalPanel['seeds'],
): FinalLine {
  const { group, variant } = runs[0]!;
  const byPlace = [...Map.groupBy(runs, ({ x }) => places.get(JSON.stringify(x))!)].sort(([a], [b]) => a - b);
  return {
    ...given({ group, variant }),
    points: byPlace.flatMap(([x, alike]) =>
      seeds === 'points'
        ? alike.map((run) => ({ x, ...summaries.range([run]) }))
        : [{ x, ...summaries[seeds](alike) }],
    ),
    theory: byPlace.flatMap(([x, alike]) => {
      const said = alike.flatMap(({ theory }) => theory ?? []);
      return [...new Set(said)].map((value) => ({ x, value }));
    }),
  };
}

type Summary = Omit<FinalPoint, 'x'>;

const summaries: Record<Exclude<FinalPanel['seeds'], 'points'>, (runs: readonly Ended[]) => Summary> = {
  range: (runs) => aroundMedian(runs, 0),
  quartiles: (runs) => aroundMedian(runs, 0.25),
  deviation: aroundMean,
};

/** @param share of the runs that the bar leaves out at either end */
function aroundMedian(runs: readonly Ended[], share: number): Summary {
  const at = (of: (run: Ended) => number, part: number): number =>
    quantile(Float64Array.from(runs.map(of)).sort(), part);
  return {
    value: median(runs.map(({ value }) => value)),
    low: at(({ value, error }) => value - error, share),
    high: at(({ value, error }) => value + error, 1 - share),
    runs: runs.length,
  };
}

/** Over runs with a sound end. The errors of values add to what these deviate by, as variances do. */
function aroundMean(all: readonly Ended[]): Summary {
  const runs = all.filter(({ value, isDiverged }) => Number.isFinite(value) && !isDiverged);
  if (runs.length === 0) return { value: Infinity, low: Infinity, high: Infinity, runs: all.length };
  const { mean, deviation } = deviationOf(runs.map(({ value }) => value));
  const error = Math.hypot(...runs.map((run) => run.error)) / Math.sqrt(runs.length);
  const reach = Math.hypot(deviation, error);
  const lost = all.length - runs.length;
  return {
    value: mean,
    low: mean - reach,
    high: mean + reach,
    runs: runs.length,
    ...(lost === 0 ? {} : { lost }),
  };
}

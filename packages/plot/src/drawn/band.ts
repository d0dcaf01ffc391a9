/** The runs of a panel in one: their median with a band over all of them or their middle half, or their mean with their deviation. */
import { given, median, valueReader } from '@ranksweep/core';
import { deviationOf } from '../statistics/deviation.ts';
import type { Curve, CurvePanel } from '../figure.ts';
import { quantile } from '../statistics/quantile.ts';
import type { Told } from '../source/tellApart.ts';

export interface Band extends Told {
  /** Those of all runs, ascending. */
  readonly iterations: number[];
  /** The median or the mean; NaN where no run has a finite value. */
  readonly middle: number[];
  readonly low: number[];
  readonly high: number[];
  /** How many runs it is of. */
  readonly runs: number;
  /** Runs that a mean leaves out, since they diverged. */
  readonly lost: number;
}

export type BandKind = Exclude<NonNullable<CurvePanel['seeds']>, 'lines'>;

/** What a panel draws bands of; undefined where it draws lines. One run has no band. */
export function bandKind({ seeds, curves }: CurvePanel): BandKind | undefined {
  if (seeds === undefined || seeds === 'lines') return undefined;
  return [...alikeIn(curves)].some((alike) => alike.length > 1) ? seeds : undefined;
}

/**
 * One band for every rank, group and variant, over the runs with a finite value at an iteration. Between two snapshots a run's value is
 * interpolated; after its last it stays, since a run ends where nothing moves any more. A mean leaves out runs that diverged, where
 * there are others: one alone would carry it away.
 */
export function bandsOf(curves: readonly Curve[], kind: BandKind): Band[] {
  return Array.from(alikeIn(curves), (alike) => bandOf(alike, kind));
}

const alikeIn = (curves: readonly Curve[]): MapIterator<Curve[]> =>
  Map.groupBy(curves, ({ rank, group, variant }) => JSON.stringify([rank, group, variant])).values();

function bandOf(alike: readonly Curve[], kind: BandKind): Band {
  const { rank, group, variant } = alike[0]!;
  const sound = kind === 'deviation' ? alike.filter(({ isDiverged }) => !isDiverged) : alike;
  const curves = sound.length === 0 ? alike : sound;
  const iterations = [...new Set(curves.flatMap((curve) => Array.from(curve.iterations)))].sort(
    (a, b) => a - b,
  );
  const readers = curves.map(valueReader);
  const band: Band = {
    ...given({ rank, group, variant }),
    iterations,
    middle: [],
    low: [],
    high: [],
    runs: curves.length,
    lost: alike.length - curves.length,
  };
  for (const iteration of iterations) {
    const values = readers.map((valueAt) => valueAt(iteration)).filter(Number.isFinite);
    const [low, middle, high] = summaries[kind](values);
    band.low.push(low);
    band.middle.push(middle);
    band.high.push(high);
  }
  return band;
}

type Summary = readonly [low: number, middle: number, high: number];

const summaries: Record<BandKind, (values: number[]) => Summary> = {
  band: (values) => {
    values.sort((a, b) => a - b);
    return [values[0] ?? NaN, median(values), values.at(-1) ?? NaN];
  },
  quartiles: (values) => {
    if (values.length === 0) return [NaN, NaN, NaN];
    values.sort((a, b) => a - b);
    return [quantile(values, 0.25), median(values), quantile(values, 0.75)];
  },
  deviation: (values) => {
    const { mean, deviation } = deviationOf(values);
    return [mean - deviation, mean, mean + deviation];
  },
};

/** How the values of an axis lie between 0 and 1, for forests and figures. */
import type { AnalysisTable, PlaceValue } from './table.ts';

/** `levels`: few values, equally far apart. Others are numbers, beside which a few values may lie that are none. */
export type AxisKind = 'levels' | 'linear' | 'log';

/** An axis with the values that the points of a table have on it. */
export interface AnalysedAxis {
  readonly path: string;
  readonly kind: AxisKind;
  /** Of `levels`: the values, numbers ascending and then texts by how well they do, the best first. */
  readonly levels: readonly PlaceValue[];
  /** Of numbers: the least and the most. */
  readonly low: number;
  readonly high: number;
  /** Beside numbers: what is none, such as undefined where cells do not have the axis. */
  readonly others: readonly PlaceValue[];
  /** From 0 to 1. Levels have the middles of equal stretches; others than numbers the middles of short ones above the numbers. */
  place(value: PlaceValue): number;
}

/** More different numbers than this are a range that they were drawn from. So are fewer of which most come once. */
const MOST_LEVELS = 24;
const FEWEST_DRAWN = 6;
/** More values beside numbers than this, and all are levels. */
const MOST_OTHERS = 4;
/** The stretch of one such value. */
const OTHER_STRETCH = 0.1;
/** Positive numbers whose ends are so far apart are spread over orders of magnitude. */
const LOG_RATIO = 30;

/** @param losses of the points, by which texts are ordered */
export function axisOf(
  { points, scales }: AnalysisTable,
  index: number,
  path: string,
  losses: ArrayLike<number>,
): AnalysedAxis {
  const values = points.map((point) => point.values[index]);
  const distinct = [...new Set(values)];
  const numbers = Float64Array.from(distinct.filter((value) => typeof value === 'number')).sort();
  const low = numbers.at(0) ?? 0;
  const high = numbers.at(-1) ?? 1;
  const others = byMeanLoss(
    distinct.filter((value) => typeof value !== 'number'),
    values,
    losses,
  );
  const count = values.filter((value) => typeof value === 'number').length;
  const areDrawn = numbers.length >= FEWEST_DRAWN && 2 * numbers.length > count;
  if ((numbers.length <= MOST_LEVELS && !areDrawn) || others.length > MOST_OTHERS) {
    const levels: PlaceValue[] = [...numbers, ...others];
    const indices = new Map(levels.map((level, i) => [level, i]));
    return {
      path,
      kind: 'levels',
      levels,
      low,
      high,
      others: [],
      place: (value) => (indices.get(value)! + 0.5) / levels.length,
    };
  }
  const asTheyLie = high / low >= LOG_RATIO ? 'log' : 'linear';
  const kind = low > 0 ? (scales?.get(path) ?? asTheyLie) : 'linear';
  const onScale = (value: number): number => (kind === 'log' ? Math.log(value) : value);
  const [from, to] = [onScale(low), onScale(high)];
  const top = 1 - others.length * OTHER_STRETCH;
  return {
    path,
    kind,
    levels: [],
    low,
    high,
    others,
    place: (value) =>
      typeof value === 'number'
        ? (top * (onScale(value) - from)) / (to - from)
        : top + (others.indexOf(value) + 0.5) * OTHER_STRETCH,
  };
}

/** A tree splits texts in this order as well as it could in any (Fisher 1958). */
function byMeanLoss(
  levels: readonly PlaceValue[],
  values: readonly PlaceValue[],
  losses: ArrayLike<number>,
): PlaceValue[] {
  const means = new Map(
    levels.map((level) => {
      const own = values.flatMap((value, i) => (value === level ? [losses[i]!] : []));
      return [level, own.reduce((sum, loss) => sum + loss, 0) / own.length];
    }),
  );
  return levels.toSorted((a, b) => means.get(a)! - means.get(b)!);
}

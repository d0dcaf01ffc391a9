/** How the values of an axis lie between 0 and 1, for forests and figures. */
import type { AnalysisTable, PlaceValue } from './table.ts';

/** `levels`: few values, equally far apart. Others are numbers. */
export type AxisKind = 'levels' | 'linear' | 'log';

export interface AnalysedAxis {
  readonly path: string;
  readonly kind: AxisKind;
  /** Of `levels`: the values, numbers ascending and then texts by how well they do, the best first. */
  readonly levels: readonly PlaceValue[];
  /** Of numbers: the least and the most. */
  readonly low: number;
  readonly high: number;
  /** From 0 to 1. Of `levels`: the middle of one of as many equal stretches. */
  place(value: PlaceValue): number;
}

/** More different numbers than this are a range that they were drawn from. */
const MOST_LEVELS = 24;
/** Positive numbers whose ends are so far apart are spread over orders of magnitude. */
const LOG_RATIO = 30;

/** @param losses of the points, by which texts are ordered */
export function axisOf(
  { points }: AnalysisTable,
  index: number,
  path: string,
  losses: ArrayLike<number>,
): AnalysedAxis {
  const values = points.map((point) => point.values[index]);
  const distinct = [...new Set(values)];
  const numbers = Float64Array.from(distinct.filter((value) => typeof value === 'number')).sort();
  const low = numbers.at(0) ?? 0;
  const high = numbers.at(-1) ?? 1;
  if (numbers.length < distinct.length || numbers.length <= MOST_LEVELS) {
    const others = distinct.filter((value) => typeof value !== 'number');
    const levels: PlaceValue[] = [...numbers, ...byMeanLoss(others, values, losses)];
    const indices = new Map(levels.map((level, i) => [level, i]));
    return {
      path,
      kind: 'levels',
      levels,
      low,
      high,
      place: (value) => (indices.get(value)! + 0.5) / levels.length,
    };
  }
  const kind = low > 0 && high / low >= LOG_RATIO ? 'log' : 'linear';
  const onScale = (value: number): number => (kind === 'log' ? Math.log(value) : value);
  const [from, to] = [onScale(low), onScale(high)];
  return {
    path,
    kind,
    levels: [],
    low,
    high,
    place: (value) => (onScale(value as number) - from) / (to - from),
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

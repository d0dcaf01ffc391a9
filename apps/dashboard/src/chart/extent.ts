/** What the axes of a line chart hold: every point, and every event. */
import type { Trajectory } from './downsample.ts';
import { axisScale, type Scale, type ScaleKind } from './scale.ts';

/** Decades that a logarithmic axis of values shows at most: what lies deeper is rounding. */
const MOST_DECADES = 12;

interface Reach {
  /** Of the finite ones; `low` > `high` where there are none. */
  readonly low: number;
  readonly high: number;
  /** Smallest positive one, or Infinity. */
  readonly positive: number;
}

function reachOf(lists: readonly ArrayLike<number>[]): Reach {
  let [low, high, positive] = [Infinity, -Infinity, Infinity];
  for (const values of lists) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      if (value > 0 && value < positive) positive = value;
    }
  }
  return { low, high, positive };
}

export function holdsInfinity(series: readonly Trajectory[]): boolean {
  return series.some(({ values }) => {
    let i = 0;
    while (i < values.length && values[i] !== Infinity) i++;
    return i < values.length;
  });
}

/** A linear axis of values holds zero, as in the figures. */
export function valueScale(kind: ScaleKind, series: readonly Trajectory[]): Scale {
  const { low, high, positive } = reachOf(series.map(({ values }) => values));
  if (kind === 'log') {
    if (positive === Infinity) return axisScale('log', 0.1, 1);
    return logScale(Math.max(positive, high / 10 ** MOST_DECADES), high);
  }
  const [least, most] = [Math.min(0, low), Math.max(0, high)];
  if (least < most && low <= high) return axisScale('linear', least, most);
  return axisScale('linear', 0, 1);
}

/** A single value lies in the middle. */
function logScale(low: number, high: number): Scale {
  if (low < high) return axisScale('log', low, high);
  return axisScale('log', Math.max(Number.MIN_VALUE, low / 2), Math.min(Number.MAX_VALUE, 2 * high));
}

export interface IterationScale {
  readonly scale: Scale;
  /** The left end of a logarithmic axis stands for iteration 0. */
  readonly startsAtZero: boolean;
}

/** On a logarithmic axis iteration 0 has the left end, at half of the first iteration after it. */
export function iterationScale(
  kind: ScaleKind,
  series: readonly Trajectory[],
  events: readonly { readonly iteration: number }[],
): IterationScale {
  const lists = series.map(({ iterations }) => iterations);
  const { low, high, positive } = reachOf([...lists, events.map((event) => event.iteration)]);
  if (kind === 'linear') {
    const [begin, end] = low <= high ? [low, high] : [0, 1];
    return { scale: axisScale('linear', begin, end > begin ? end : nextAfter(begin)), startsAtZero: false };
  }
  const startsAtZero = low <= 0;
  const first = positive === Infinity ? 1 : positive;
  const begin = startsAtZero ? Math.max(Number.MIN_VALUE, first / 2) : first;
  const end = high > begin ? high : Math.min(Number.MAX_VALUE, 10 * begin);
  return { scale: begin < end ? axisScale('log', begin, end) : logScale(begin, begin), startsAtZero };
}

/** A single iteration is the left end of an axis that has a width, too. */
const nextAfter = (value: number): number => (value + 1 > value ? value + 1 : value + Math.abs(value) / 2);

/** The points of a trajectory, read between snapshots and cut where an axis ends. */
import type { ScaleKind } from './figure.ts';

export interface TrajectoryPoints {
  /** Ascending. */
  readonly iterations: ArrayLike<number>;
  /** As many; one that is not finite is a gap. */
  readonly values: ArrayLike<number>;
}

/** The value at iterations asked for in ascending order: interpolated; NaN before the first, and the last after it. */
export function valueReader({ iterations, values }: TrajectoryPoints): (iteration: number) => number {
  let next = 0;
  return (iteration) => {
    while (next < iterations.length && iterations[next]! < iteration) next++;
    if (next === iterations.length) return values[next - 1]!;
    if (iterations[next] === iteration) return values[next]!;
    if (next === 0) return NaN;
    const share = (iteration - iterations[next - 1]!) / (iterations[next]! - iterations[next - 1]!);
    return (1 - share) * values[next - 1]! + share * values[next]!;
  };
}

/** The points that an axis has a place for: a logarithmic one has none for iteration 0. */
export function shownOn<Points extends TrajectoryPoints>(points: Points, kind: ScaleKind = 'linear'): Points {
  const { iterations, values } = points;
  if (kind !== 'log' || iterations[0] !== 0) return points;
  return { ...points, iterations: Array.from(iterations).slice(1), values: Array.from(values).slice(1) };
}

/** The trajectory up to an iteration, with a point there where it goes on; empty where it begins later. */
export function upTo<Points extends TrajectoryPoints>(points: Points, last: number): Points {
  const { iterations, values } = points;
  if (!(iterations[iterations.length - 1]! > last)) return points;
  if (iterations[0]! > last) return { ...points, iterations: [], values: [] };
  const before = Array.prototype.findIndex.call(iterations, (iteration) => iteration >= last);
  return {
    ...points,
    iterations: [...Array.prototype.slice.call(iterations, 0, before), last],
    values: [...Array.prototype.slice.call(values, 0, before), valueReader(points)(last)],
  };
}

/** The index of the last finite value, or -1. */
export function lastFinite({ values }: TrajectoryPoints): number {
  let last = values.length - 1;
  while (last >= 0 && !Number.isFinite(values[last])) last--;
  return last;
}

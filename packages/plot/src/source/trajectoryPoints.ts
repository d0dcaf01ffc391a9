/** The points of a trajectory, cut where an axis ends. */
import { valueReader } from '@ranksweep/core';
import type { ScaleKind } from '../figure.ts';

export interface TrajectoryPoints {
  /** Ascending. */
  readonly iterations: ArrayLike<number>;
  /** As many; one that is not finite is a gap. */
  readonly values: ArrayLike<number>;
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

/** How much of a theory is drawn. */
import { riseEnd } from '@ranksweep/core';
import type { Curve } from '../figure.ts';
import type { Range } from '../axes/range.ts';
import { upTo, type TrajectoryPoints } from '../source/trajectoryPoints.ts';

/** Every curve of a theory up to where the measured curve of its seed and rank, or group, has risen; all of it where that does not rise. */
export function whileRising(theory: readonly Curve[], measured: readonly Curve[]): Curve[] {
  const ends = new Map(measured.map((curve) => [keyOf(curve), riseEnd(curve)]));
  return theory.map((curve) => upTo(curve, ends.get(keyOf(curve)) ?? Infinity));
}

const keyOf = ({ seed, rank, group }: Curve): string => JSON.stringify([seed, rank, group]);

/**
 * The curve as far as it lies within the range: where it leaves it there is a point on its edge, and then a gap.
 * @param scaled the scale of the axis on which it is drawn as straight lines, such as `Math.log`
 */
export function within<Points extends TrajectoryPoints>(
  curve: Points,
  range: Range,
  scaled: (value: number) => number,
): Points {
  const iterations: number[] = [];
  const values: number[] = [];
  const add = (iteration: number, value: number): void => {
    iterations.push(iteration);
    values.push(value);
  };
  for (let i = 0; i < curve.values.length; i++) {
    const [iteration, value] = [curve.iterations[i]!, curve.values[i]!];
    const [before, previous] = [curve.iterations[i - 1] ?? iteration, curve.values[i - 1] ?? NaN];
    const [begin, end] = [scaled(previous), scaled(value)];
    if (Number.isFinite(begin) && Number.isFinite(end)) {
      for (const edge of edgesBetween(previous, value, range)) {
        add(before + ((scaled(edge) - begin) / (end - begin)) * (iteration - before), edge);
      }
    }
    add(iteration, isWithin(value, range) ? value : NaN);
  }
  return { ...curve, iterations, values };
}

const isWithin = (value: number, { least, most }: Range): boolean => value >= least && value <= most;

/** The edges that lie strictly between two values, in the order in which they are passed. */
function edgesBetween(from: number, to: number, { least, most }: Range): number[] {
  const edges = [least, most].filter((edge) => (from < edge && edge < to) || (to < edge && edge < from));
  return from < to ? edges : edges.toReversed();
}

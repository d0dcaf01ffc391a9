/** Sends metrics that are derived from a long trajectory in parts, before the message of the end. */
import type { Series } from '@ranksweep/core';
import type { DerivedPart } from '../sink.ts';
import { POINTS_PER_MESSAGE } from './pointsPerMessage.ts';

export interface ToldDerived {
  readonly ahead: readonly DerivedPart[];
  /** Few points, all together. */
  readonly withEnd: readonly Series[];
}

export function toldDerived(derived: readonly Series[]): ToldDerived {
  const points = derived.reduce((sum, { values }) => sum + values.length, 0);
  if (points <= POINTS_PER_MESSAGE) return { ahead: [], withEnd: derived };
  const isLong = ({ values }: Series): boolean => values.length > 1;
  return {
    ahead: derived.filter(isLong).flatMap((series) => [...partsOf(series)]),
    withEnd: derived.filter((series) => !isLong(series)),
  };
}

function* partsOf({ metric, iterations, values }: Series): Generator<DerivedPart> {
  const [allIterations, allValues] = [Float64Array.from(iterations), Float64Array.from(values)];
  for (let start = 0; start < allValues.length; start += POINTS_PER_MESSAGE) {
    const end = start + POINTS_PER_MESSAGE;
    yield {
      metric,
      iterations: allIterations.slice(start, end),
      values: allValues.slice(start, end),
      isFirst: start === 0,
    };
  }
}

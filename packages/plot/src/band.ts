/** The seeds of a panel in one: their median, and the band from the smallest to the largest value. */
import { median, valueReader } from '@ranksweep/core';
import type { Curve } from './figure.ts';
import type { Told } from './tellApart.ts';

export interface Band extends Told {
  /** Those of all seeds, ascending. */
  readonly iterations: number[];
  /** NaN where no seed has a finite value. */
  readonly median: number[];
  readonly low: number[];
  readonly high: number[];
}

/**
 * One band for every rank, group and variant, over the seeds with a finite value at an iteration. Between two snapshots a seed's value is
 * interpolated; after its last it stays, since a run ends where nothing moves any more.
 */
export function bandsOf(curves: readonly Curve[]): Band[] {
  const alike = Map.groupBy(curves, ({ rank, group, variant }) => JSON.stringify([rank, group, variant]));
  return [...alike.values()].map(bandOf);
}

function bandOf(curves: readonly Curve[]): Band {
  const { rank, group, variant } = curves[0]!;
  const iterations = [...new Set(curves.flatMap((curve) => Array.from(curve.iterations)))].sort(
    (a, b) => a - b,
  );
  const readers = curves.map(valueReader);
  const band: Band = {
    ...(rank === undefined ? {} : { rank }),
    ...(group === undefined ? {} : { group }),
    ...(variant === undefined ? {} : { variant }),
    iterations,
    median: [],
    low: [],
    high: [],
  };
  for (const iteration of iterations) {
    const values = readers
      .map((valueAt) => valueAt(iteration))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    band.low.push(values[0] ?? NaN);
    band.high.push(values.at(-1) ?? NaN);
    band.median.push(median(values));
  }
  return band;
}

/** How much of a theory is drawn. */
import { riseEnd } from '@ranksweep/core';
import type { Curve } from './figure.ts';
import { upTo } from './trajectoryPoints.ts';

/** Every curve of a theory up to where the measured curve of its seed and rank, or group, has risen; all of it where that does not rise. */
export function whileRising(theory: readonly Curve[], measured: readonly Curve[]): Curve[] {
  const ends = new Map(measured.map((curve) => [keyOf(curve), riseEnd(curve)]));
  return theory.map((curve) => upTo(curve, ends.get(keyOf(curve)) ?? Infinity));
}

const keyOf = ({ seed, rank, group }: Curve): string => JSON.stringify([seed, rank, group]);

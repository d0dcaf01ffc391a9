/** Where values lie in a panel of curves. */
import type { ScaleKind } from '../figure.ts';
import { clamp } from '../axes/range.ts';

interface HeightRange {
  readonly low: number;
  /** Larger than `low`, or equal to it in a panel of one value. */
  readonly high: number;
}

/** From 0 at `low` to 1 at `high`; what lies beyond counts as the end next to it. NaN for NaN. */
export function heightOn(kind: ScaleKind = 'linear', { low, high }: HeightRange): (value: number) => number {
  const scaled = kind === 'log' ? Math.log : (value: number): number => value;
  const range = scaled(high) - scaled(low) || 1;
  return (value) => (scaled(clamp(value, { least: low, most: high })) - scaled(low)) / range;
}

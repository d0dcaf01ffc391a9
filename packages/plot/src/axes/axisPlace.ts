/** Where values lie along an axis. */
import type { ScaleKind } from '../figure.ts';

export interface Axis {
  readonly kind?: ScaleKind | undefined;
  readonly low: number;
  /** Not below `low`. */
  readonly high: number;
  /** Length in pixels. */
  readonly pixels: number;
}

/** Pixels from `low`. */
export function placeOn({ kind = 'linear', low, high, pixels }: Axis): (value: number) => number {
  const scaled = kind === 'log' ? Math.log : (value: number): number => value;
  const range = scaled(high) - scaled(low) || 1;
  return (value) => (pixels * (scaled(value) - scaled(low))) / range;
}

/** Shades of heat maps: the order of values shows in characters, and again in colours from cold to warm. */
import type { Scale } from './scale.ts';
import { axisScale, type ScaleKind } from './scale.ts';
import type { ColorIndex } from './spans.ts';

export interface Shade {
  readonly character: string;
  readonly color: ColorIndex;
}

export const shades: readonly Shade[] = [
  { character: ' ', color: 0 },
  { character: '░', color: 1 },
  { character: '▒', color: 2 },
  { character: '▓', color: 3 },
  { character: '█', color: 4 },
];

export function shadeOf(value: number, scale: Scale): Shade {
  return shades[Math.min(shades.length - 1, Math.floor(scale.share(value) * shades.length))]!;
}

/** Holds the finite values, of which a logarithmic scale shows the positive ones; others have the shades of its ends. */
export function shadeScale(kind: ScaleKind, values: readonly (number | undefined)[]): Scale {
  const isShown = (value: number | undefined): value is number =>
    value !== undefined && Number.isFinite(value) && (kind === 'linear' || value > 0);
  let [low, high] = [Infinity, -Infinity];
  for (const value of values.filter(isShown)) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return kind === 'log' ? axisScale('log', 0.1, 1) : axisScale('linear', 0, 1);
  return axisScale(kind, low, high > low ? high : aboveOf(low));
}

/** A single value has the lowest shade of a scale that has a width, too. */
const aboveOf = (value: number): number => {
  const above = value > 0 ? 10 * value : value + 1;
  return above > value && Number.isFinite(above) ? above : Number.MAX_VALUE;
};

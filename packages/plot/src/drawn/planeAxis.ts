/** The axes of planes: how far they reach, and their ticks. */
import type { PlaneAxis, ScatterPanel } from '../figure.ts';
import { leastOf, mostOf } from '../axes/range.ts';
import { ticksAcross, ticksUpward, type Tick } from '../axes/ticks.ts';

export type Ends = readonly [low: number, high: number];

/** Beside the outermost points. */
const MARGIN = 0.03;

/** Of all that is drawn: a surface, otherwise the points. A margin keeps points at the ends whole. */
export function planeExtent(panel: ScatterPanel, name: 'x' | 'y'): Ends {
  const { scale, ticks } = panel[name];
  if (ticks !== undefined) return [-MARGIN, 1 + MARGIN];
  if (panel.surface !== undefined) return widened(panel.surface.ends[name], scale);
  const values = [...panel.points, ...(panel.line ?? [])]
    .map((point) => point[name])
    .filter((value) => Number.isFinite(value) && (scale !== 'log' || value > 0));
  if (values.length === 0) return scale === 'log' ? [0.1, 1] : [0, 1];
  return widened([leastOf(values), mostOf(values)], scale);
}

function widened([low, high]: Ends, scale: PlaneAxis['scale']): Ends {
  if (scale === 'log') {
    const share = (high / low) ** MARGIN;
    return share === 1 ? [low / 2, high * 2] : [low / share, high * share];
  }
  const margin = MARGIN * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

interface Room {
  readonly pixels: number;
  readonly direction: 'up' | 'across';
}

export function ticksOfPlane(
  { scale = 'linear', ticks }: PlaneAxis,
  [low, high]: Ends,
  { pixels, direction }: Room,
): Tick[] {
  if (ticks !== undefined) return ticks.map(({ at, label }) => ({ value: at, label }));
  const room = { kind: scale, low, high, pixels };
  return direction === 'up' ? ticksUpward(room) : ticksAcross(room);
}

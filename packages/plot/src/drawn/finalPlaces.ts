/** Where points of final values stand on the axis: at their places, and beside each other where they would hide one another. */
import { placeOn } from '../axes/axisPlace.ts';
import type { FinalPanel, FinalPoint } from '../figure.ts';
import type { FinalExtent } from './finalExtent.ts';
import { clamp } from '../axes/range.ts';
import { pointRadius } from '../style.ts';

export interface PlacedPoint {
  readonly point: FinalPoint;
  /** On the axis. */
  readonly at: number;
}

/** The axis of values. */
interface ValueAxis {
  readonly domain: readonly [low: number, high: number];
  /** Pixels. */
  readonly plotHeight: number;
}

/** Of the slot of a place, the share that is used; pixels between neighbours at most. */
const USED_OF_SLOT = 0.7;
const MOST_APART = 9;

/**
 * By line. On an axis of numbers, those points of a place are moved aside that would hide each other, with their bars; on one of other
 * values, all that share a place.
 */
export function placesOf(panel: FinalPanel, { slot, beside }: FinalExtent, axis: ValueAxis): PlacedPoint[][] {
  const points = panel.lines.flatMap((line) => line.points);
  const groups = [...Map.groupBy(points, ({ x }) => x).values()].flatMap((alike) =>
    panel.xLabels === undefined ? hidingGroups(alike, panel, axis) : [alike],
  );
  const most = Math.max(1, ...groups.map(({ length }) => length));
  const apart = Math.min(MOST_APART, (USED_OF_SLOT * slot) / most);
  const places = new Map(
    groups.flatMap((group) =>
      group.map((point, i) => [point, beside(point.x, apart * (i - (group.length - 1) / 2))]),
    ),
  );
  return panel.lines.map((line) => line.points.map((point) => ({ point, at: places.get(point)! })));
}

/** Points of one place in groups, each in the order given. Points of different groups do not touch. */
function hidingGroups(
  points: readonly FinalPoint[],
  panel: FinalPanel,
  { domain: [low, high], plotHeight }: ValueAxis,
): FinalPoint[][] {
  const up = placeOn({ kind: panel.yScale, low, high, pixels: plotHeight });
  const heightOf = (value: number): number => up(clamp(value, { least: low, most: high }));
  const radius = pointRadius(panel.seeds);
  const spans = points
    .map((point, order) => ({
      point,
      order,
      from: heightOf(Math.min(point.low, point.value)) - radius,
      to: heightOf(Math.max(point.high, point.value)) + radius,
    }))
    .sort((a, b) => a.from - b.from);
  const groups: (typeof spans)[] = [];
  let reached = -Infinity;
  for (const span of spans) {
    if (span.from >= reached) groups.push([]);
    groups.at(-1)!.push(span);
    reached = Math.max(reached, span.to);
  }
  return groups.map((group) => group.sort((a, b) => a.order - b.order).map(({ point }) => point));
}

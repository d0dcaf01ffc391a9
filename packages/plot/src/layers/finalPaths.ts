/** What is drawn of final values, as a label sees it that keeps away. */
import { placeOn } from '../axes/axisPlace.ts';
import type { FinalPanel, FinalPoint } from '../figure.ts';
import type { FinalExtent } from '../drawn/finalExtent.ts';
import { clamp } from '../axes/range.ts';
import type { Path } from './referenceLayers.ts';

interface Drawn {
  /** Where it is drawn, on the axis. */
  readonly row: { readonly x: number; readonly series: number };
  readonly point: FinalPoint;
}

interface Plot {
  readonly extent: FinalExtent;
  /** Of the axis of values. */
  readonly domain: readonly [low: number, high: number];
  /** Pixels. */
  readonly plotWidth: number;
  readonly plotHeight: number;
}

/** The bars, and the lines from point to point. */
export function pathsOf(
  { seeds, xScale, yScale }: FinalPanel,
  drawn: readonly Drawn[],
  { extent, domain: [low, high], plotWidth, plotHeight }: Plot,
): Path[] {
  const across = placeOn({ kind: xScale, low: extent.x[0], high: extent.x[1], pixels: plotWidth });
  const up = placeOn({ kind: yScale, low, high, pixels: plotHeight });
  const at = (x: number, value: number): Path[number] => ({
    x: across(x),
    y: plotHeight - up(clamp(value, { least: low, most: high })),
  });
  const bars = drawn.map(({ row: { x }, point }) => [at(x, point.low), at(x, point.high)]);
  const lines = [...Map.groupBy(drawn, ({ row }) => row.series).values()].map((alike) =>
    alike.map(({ row: { x }, point }) => at(x, point.value)),
  );
  return seeds === 'points' ? bars : [...bars, ...lines];
}

/** The axes of panels as encoding channels of Vega-Lite. */
import type { Extent } from '../drawn/extent.ts';
import type { CurvePanel, FinalPanel, ScaleKind } from '../figure.ts';
import type { FinalExtent } from '../drawn/finalExtent.ts';
import type { PanelLayout } from '../shared/layout.ts';
import { metricTicks, niceDomain, tickAxis, ticksAcross } from '../axes/ticks.ts';
import { axisLabels } from '../words.ts';

export interface Channel {
  readonly field: string;
  readonly type: 'quantitative';
  readonly scale: object;
  readonly axis: object;
}

export function iterationChannel(
  { xScale: kind = 'linear', xUnit = 'iterations' }: CurvePanel,
  extent: Extent,
  { plotWidth }: PanelLayout,
): Channel {
  const { firstIteration: low, lastIteration: high } = extent;
  // Less than two epochs have no whole ones to be told by.
  const isWhole = xUnit === 'iterations' || high >= 2;
  const ticks = ticksAcross({ kind, low, high, pixels: plotWidth, isWhole });
  return {
    field: 'x',
    type: 'quantitative',
    scale: { type: kind, domain: [low, high], nice: false },
    axis: { title: unitInWords[xUnit], grid: false, ...tickAxis(ticks), labelFlush: false },
  };
}

/** Titles of axes over the iterations. */
export const unitInWords = { iterations: 'iteration', epochs: 'epoch' };

/** Fewer places have a tick each. */
const MOST_PLACES = 8;

/** The axis of final values: a tick at every place where there are few, labels in words for values that are no numbers. */
export function placeChannel(
  { xTitle, xScale: kind = 'linear', xLabels }: FinalPanel,
  { x: [low, high], places }: FinalExtent,
  plotWidth: number,
): Channel {
  const labels = xLabels ?? (places.length <= MOST_PLACES ? axisLabels(places) : undefined);
  const ticks =
    labels === undefined
      ? ticksAcross({ kind, low, high, pixels: plotWidth })
      : places.map((value, i) => ({ value, label: labels[i]! }));
  return {
    field: 'x',
    type: 'quantitative',
    scale: { type: kind, domain: [low, high], nice: false, ...(kind === 'log' ? {} : { zero: false }) },
    axis: { title: xTitle, grid: false, ...tickAxis(ticks), labelOverlap: true, labelFlush: false },
  };
}

type ValueRange = Pick<Extent, 'low' | 'high'>;

export function metricChannel(
  kind: ScaleKind,
  title: string,
  extent: ValueRange,
  layout: PanelLayout,
): Channel {
  return {
    field: 'y',
    type: 'quantitative',
    scale: { type: kind, domain: niceDomain(kind, extent), nice: false },
    axis: {
      title,
      ...tickAxis(metricTicks(kind, extent, layout.plotHeight)),
      domain: false,
      ticks: false,
      minExtent: layout.labelWidth,
      maxExtent: layout.labelWidth,
    },
  };
}

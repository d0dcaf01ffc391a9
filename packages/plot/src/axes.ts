/** The axes of a panel of curves as encoding channels of Vega-Lite. */
import type { Extent } from './extent.ts';
import type { ScaleKind } from './figure.ts';
import type { PanelLayout } from './layout.ts';
import { metricTicks, niceDomain, tickAxis, ticksAcross } from './ticks.ts';

export interface Channel {
  readonly field: string;
  readonly type: 'quantitative';
  readonly scale: object;
  readonly axis: object;
}

export function iterationChannel(kind: ScaleKind, extent: Extent, { plotWidth }: PanelLayout): Channel {
  const { firstIteration: low, lastIteration: high } = extent;
  const ticks = ticksAcross({ kind, low, high, pixels: plotWidth, isWhole: true });
  return {
    field: 'x',
    type: 'quantitative',
    scale: { type: kind, domain: [low, high], nice: false },
    axis: { title: 'iteration', grid: false, ...tickAxis(ticks), labelFlush: false },
  };
}

export function metricChannel(kind: ScaleKind, title: string, extent: Extent, layout: PanelLayout): Channel {
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

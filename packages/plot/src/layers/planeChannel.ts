/** The axes of planes as encoding channels of Vega-Lite. */
import type { Channel } from './axes.ts';
import type { ScatterPanel } from '../figure.ts';
import type { PanelLayout } from '../shared/layout.ts';
import { niceDomain, tickAxis } from '../axes/ticks.ts';
import { planeExtent, ticksOfPlane, type Ends } from '../drawn/planeAxis.ts';

export function planeChannel(
  panel: ScatterPanel,
  name: 'x' | 'y',
  { plotWidth, plotHeight, labelWidth }: PanelLayout,
): Channel & { readonly domain: Ends } {
  const axis = panel[name];
  const { scale: kind = 'linear', title, ticks: places } = axis;
  const isUp = name === 'y';
  const ends = planeExtent(panel, name);
  // A surface fills the plot; values of points end in ticks.
  const domain: Ends =
    isUp && panel.surface === undefined && places === undefined
      ? niceDomain(kind, { low: ends[0], high: ends[1] })
      : ends;
  const ticks = ticksOfPlane(axis, domain, {
    pixels: isUp ? plotHeight : plotWidth,
    direction: isUp ? 'up' : 'across',
  });
  return {
    field: name,
    type: 'quantitative',
    scale: { type: kind, domain, nice: false, ...(kind === 'log' ? {} : { zero: false }) },
    axis: {
      title,
      grid: isUp && panel.surface === undefined && places === undefined,
      ...tickAxis(ticks),
      labelOverlap: true,
      labelFlush: false,
      ...(isUp ? { domain: false, ticks: false, minExtent: labelWidth, maxExtent: labelWidth } : {}),
    },
    domain,
  };
}

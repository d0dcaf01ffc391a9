/** A panel of final values as Vega-Lite layers: bars, points, lines through medians, and dashes of theory. */
import { given } from '@ranksweep/core';
import { metricChannel, placeChannel } from './axes.ts';
import { colorsOf, finalTheoryChannels, markChannels, strokeChannels } from './curveColors.ts';
import type { FinalLine, FinalPanel, FinalPoint } from '../figure.ts';
import { finalExtent, type FinalExtent } from '../drawn/finalExtent.ts';
import { pathsOf } from './finalPaths.ts';
import { placesOf } from '../drawn/finalPlaces.ts';
import { clamp } from '../axes/range.ts';
import { referenceLayers } from './referenceLayers.ts';
import type { Shared } from '../shared/shared.ts';
import { plotWidthOf } from '../shared/span.ts';
import * as style from '../style.ts';
import { linesOf } from '../source/tellApart.ts';
import { niceDomain } from '../axes/ticks.ts';

interface Row {
  /** Where it is drawn: beside others at its place. */
  readonly x: number;
  /** Its place on the axis, and how many runs it is of: for whoever asks the point. */
  readonly place: number | string;
  readonly runs: number;
  readonly y: number;
  readonly y2?: number;
  readonly series: number;
  readonly group?: string;
  readonly variant?: string;
}

/** There is at least one point. */
export function finalLayers(panel: FinalPanel, shared: Shared): object[] {
  const plotWidth = plotWidthOf(panel, shared);
  const extent = finalExtent(panel, plotWidth);
  const { yScale = 'linear', lines } = panel;
  const { low, high } = extent.y;
  const y = metricChannel(yScale, panel.yTitle, extent.y, shared);
  const x = placeChannel(panel, extent, plotWidth);
  const encoding = { x, y };
  const told = linesOf(panel);
  const inside = (value: number): number => clamp(value, { least: low, most: high });
  const isShown = ({ value }: FinalPoint): boolean =>
    Number.isFinite(value) && (yScale !== 'log' || value > 0);
  const domain = niceDomain(yScale, extent.y);
  const placed = placesOf(panel, extent, { domain, plotHeight: shared.plotHeight });
  const rows = (line: FinalLine, i: number): { readonly row: Row; readonly point: FinalPoint }[] =>
    placed[i]!.map(({ point, at }) => ({
      row: {
        x: at,
        place: panel.xLabels?.[point.x] ?? point.x,
        runs: point.runs,
        y: point.value,
        series: i,
        ...identityOf(line),
      },
      point,
    }));
  const all = lines.flatMap(rows);
  const shown = all.filter(({ point }) => isShown(point));
  const bars = shown
    .filter(({ point: { low: from, high: to } }) => to > from)
    .map(({ row, point }) => ({ ...row, y: inside(point.low), y2: inside(point.high) }));
  const lost = all.filter(({ point: { value, lost: left = 0 } }) => value === Infinity || left > 0);
  const values = shown.map(({ row }) => row);
  const references = referenceLayers(panel.references, {
    y,
    yScale,
    domain,
    plotWidth,
    plotHeight: shared.plotHeight,
    drawn: pathsOf(panel, shown, { extent, domain, plotWidth, plotHeight: shared.plotHeight }),
  });
  return [
    ...references.below,
    ...theoryLayers(panel, extent, encoding, shared),
    ...(panel.seeds === 'points' || lines.every((line) => line.points.length < 2)
      ? []
      : [
          {
            data: { values },
            mark: { type: 'line', ...style.medianLine },
            encoding: { ...encoding, ...detail, ...strokeChannels(told, shared) },
          },
        ]),
    {
      data: { values: bars },
      mark: { type: 'rule', ...style.errorBar },
      encoding: { ...encoding, y2: { field: 'y2' }, ...detail, ...colorsOf(told, shared) },
    },
    {
      data: { values },
      mark: { type: 'point', ...style.finalPoint(panel.seeds) },
      encoding: { ...encoding, ...detail, ...markChannels(told, shared) },
    },
    ...(lost.length === 0
      ? []
      : [
          {
            data: { values: lost.map(({ row }) => ({ x: row.x, text: '×' })) },
            mark: { type: 'text', color: style.ink.faint, fontSize: style.fontSize.axisTitle, dy: -4 },
            encoding: { x, y: { value: 0 }, text: { field: 'text', type: 'nominal' } },
          },
        ]),
    ...references.above,
  ];
}

const detail = { detail: { field: 'series', type: 'nominal' } };

const identityOf = ({ group, variant }: FinalLine): Pick<Row, 'group' | 'variant'> =>
  given({ group, variant });

/** One dash for all lines of which theory says the same. */
function theoryLayers(
  { lines, xScale }: FinalPanel,
  { beside, slot }: FinalExtent,
  { x, y }: { readonly x: object; readonly y: object },
  shared: Shared,
): object[] {
  const said = lines.flatMap(({ theory }) => theory).filter((one) => xScale !== 'log' || one.x > 0);
  if (said.length === 0) return [];
  const distinct = [...new Map(said.map((one) => [`${one.x} ${one.value}`, one])).values()];
  const half = (0.9 * slot) / 2;
  const values = distinct.map(({ x: place, value }) => ({
    x: beside(place, -half),
    x2: beside(place, half),
    y: value,
  }));
  return [
    {
      data: { values },
      mark: { type: 'rule', ...style.theoryLine },
      encoding: { x, x2: { field: 'x2' }, y, ...finalTheoryChannels(shared) },
    },
  ];
}

/** A panel of curves as Vega-Lite layers: one line a seed, or the seeds' median with its band; the theory dashed above. */
import { given } from '@ranksweep/core';
import { iterationChannel, metricChannel } from './axes.ts';
import { placeOn } from '../axes/axisPlace.ts';
import type { Band } from '../drawn/band.ts';
import type { Extent } from '../drawn/extent.ts';
import { colorsOf, fillChannel, strokeChannels, theoryChannels } from './curveColors.ts';
import { endLabelLayers } from './endLabelLayers.ts';
import type { CurvePanel } from '../figure.ts';
import type { Line } from '../drawn/panelLines.ts';
import { clamp } from '../axes/range.ts';
import { referenceLayers, type Path } from './referenceLayers.ts';
import type { Shared } from '../shared/shared.ts';
import * as style from '../style.ts';
import type { Told } from '../source/tellApart.ts';
import { niceDomain } from '../axes/ticks.ts';
import { lastFinite } from '../source/trajectoryPoints.ts';

interface Row extends Told {
  readonly x: number;
  readonly y: number | null;
  readonly series: number;
  readonly seed?: number;
}

/** Every curve has a finite value, and there is at least one curve. */
export function curveLayers(panel: CurvePanel, shared: Shared): object[] {
  const { yScale = 'linear' } = panel;
  const extent = shared.extents.get(panel)!;
  const { thin, bold, dashed, bands } = shared.lines.get(panel)!;
  const x = iterationChannel(panel, extent, shared);
  const y = metricChannel(yScale, panel.yTitle, extent, shared);
  const strokes = strokeChannels(panel.curves, shared);
  const line = (lines: readonly Line[], look: object, channels: object): object => ({
    data: { values: lineRows(lines) },
    mark: { type: 'line', ...markOf(extent.cut), strokeJoin: 'round', ...look },
    encoding: { x, y, ...detail, ...channels },
  });
  const area = {
    data: { values: bandRows(bands) },
    mark: { type: 'area', ...markOf(extent.cut), ...style.bandArea },
    encoding: { x, y, y2: { field: 'y2' }, ...detail, ...fillChannel(panel.curves, shared) },
  };
  const domain = niceDomain(yScale, extent);
  const references = referenceLayers(panel.references, {
    ...shared,
    y,
    yScale,
    domain,
    drawn: bold.map((one) => pathOf(one, panel, extent, shared)),
  });
  return [
    ...references.below,
    ...(bands.length === 0 ? [] : [area]),
    ...(thin.length === 0 ? [] : [line(thin, style.otherSeedLine, strokes)]),
    line(bold, dashed.length === 0 ? style.boldLine : style.measuredLine, strokes),
    ...(dashed.length === 0 ? [] : [line(dashed, style.theoryLine, theoryChannels(panel.curves, shared))]),
    ...crossLayers([...thin, ...bold], domain, {
      x,
      y,
      ...colorsOf(panel.curves, shared),
    }),
    ...endLabelLayers(bold, { x, y, extent, isLog: yScale === 'log', plotHeight: shared.plotHeight }),
    ...references.above,
  ];
}

/** What is drawn of a line, as a label sees it. */
function pathOf(
  { iterations, values }: Line,
  { xScale, yScale = 'linear' }: CurvePanel,
  extent: Extent,
  { plotWidth, plotHeight }: Shared,
): Path {
  const { firstIteration, lastIteration } = extent;
  const [low, high] = niceDomain(yScale, extent);
  const across = placeOn({ kind: xScale, low: firstIteration, high: lastIteration, pixels: plotWidth });
  const up = placeOn({ kind: yScale, low, high, pixels: plotHeight });
  return Array.from(iterations, (iteration, i) => ({
    x: across(iteration),
    y: plotHeight - up(values[i]!),
  })).filter(({ x, y }) => Number.isFinite(x) && y >= 0 && y <= plotHeight);
}

/** Larger ranks first: where curves lie on each other near zero, the smallest rank stays on top. */
const lineRows = (lines: readonly Line[]): Row[] =>
  lines.toSorted(byRankDescending).flatMap((line, series) =>
    Array.from(line.iterations, (x, i) => ({
      x,
      y: drawable(line.values[i]!),
      series,
      ...identityOf(line),
    })),
  );

const bandRows = (bands: readonly Band[]): (Row & { y2: number | null })[] =>
  bands.toSorted(byRankDescending).flatMap((band, series) =>
    band.iterations.map((x, i) => {
      const [y, y2] = [drawable(band.low[i]!), drawable(band.high[i]!)];
      return { x, y, y2, series, ...identityOf(band) };
    }),
  );

/** Where curves of runs that diverged end; at the edge of the panel where that is beyond it. */
function crossLayers(
  lines: readonly Line[],
  [least, most]: readonly [number, number],
  encoding: object,
): object[] {
  const values = lines.flatMap((line): Omit<Row, 'series'>[] => {
    const last = line.isDiverged ? lastFinite(line) : -1;
    if (last < 0) return [];
    const y = clamp(line.values[last]!, { least, most });
    return [{ x: line.iterations[last]!, y, ...identityOf(line) }];
  });
  return values.length === 0
    ? []
    : [{ data: { values }, mark: { type: 'point', ...style.divergedPoint }, encoding }];
}

/** JSON has no NaN. */
const drawable = (value: number): number | null => (Number.isFinite(value) ? value : null);

const byRankDescending = (a: { rank?: number }, b: { rank?: number }): number =>
  (b.rank ?? 0) - (a.rank ?? 0);

type Identity = Pick<Line, 'rank' | 'group' | 'variant' | 'seed'>;

const identityOf = ({ rank, group, variant, seed }: Identity): Identity =>
  given({ rank, group, variant, seed });

const detail = { detail: { field: 'series', type: 'nominal' } };

const markOf = (clip: boolean): object => ({
  interpolate: 'linear',
  clip,
  invalid: 'break-paths-filter-domains',
});

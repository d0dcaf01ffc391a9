/** One panel as a Vega-Lite unit: axes, curves, the ranks at their ends. */
import { downsample } from './downsample.ts';
import { extentOf, firstSeed } from './extent.ts';
import type { Curve, FigurePanel } from './figure.ts';
import { wrapText } from './font.ts';
import { endLabels } from './labels.ts';
import type { CurveEnd } from './labels.ts';
import { clamp } from './range.ts';
import {
  endLabelWidth,
  firstSeedLine,
  fontSize,
  groupDashes,
  groupColors,
  ink,
  lineHeight,
  otherSeedLine,
  panelGap,
  rankColors,
} from './style.ts';

/** What the panels of a figure have in common, so that one legend holds for all. */
export interface Shared {
  readonly plotWidth: number;
  readonly plotHeight: number;
  /** Points kept of a curve are at most four times as many. */
  readonly buckets: number;
  readonly ranks: readonly number[];
  readonly groups: readonly string[];
  readonly groupTitle: string;
}

/** An encoding channel of Vega-Lite. */
interface Channel {
  readonly field: string;
  readonly type: 'quantitative';
  readonly scale: object;
  readonly axis: object;
}

interface Row {
  readonly x: number;
  readonly y: number | null;
  readonly series: number;
  readonly rank?: number;
  readonly group?: string;
}

/** A title may reach to the next panel's axis. */
export function titleLines(panel: FigurePanel, plotWidth: number): string[] {
  return wrapText(panel.title, plotWidth + endLabelWidth + panelGap, fontSize.panelTitle, true);
}

/** The panel as a Vega-Lite layer; every curve has a finite value. */
export function panelSpec(panel: FigurePanel, shared: Shared): object {
  const { plotWidth: width, plotHeight: height } = shared;
  const title = {
    text: titleLines(panel, width),
    frame: 'group',
    anchor: 'start',
    fontSize: fontSize.panelTitle,
    lineHeight: lineHeight.panelTitle,
    fontWeight: 600,
    offset: 7,
  };
  const layer = panel.curves.length > 0 ? curveLayers(panel, shared) : emptyLayers(panel);
  return { title, width, height, layer };
}

function curveLayers(panel: FigurePanel, shared: Shared): object[] {
  const seed = firstSeed(panel);
  const { lastIteration: xEnd, low, high, cut } = extentOf(panel);
  const rows = { first: [] as Row[], others: [] as Row[] };
  // Renderers lose paths with coordinates of a diverged run; this far outside, the difference is out of sight.
  const far = { least: low - 10 * (high - low), most: high + 10 * (high - low) };
  // Larger ranks first: where curves lie on each other near zero, the smallest rank stays on top.
  const ordered = [...panel.curves].sort((a, b) => (b.rank ?? 0) - (a.rank ?? 0));
  for (const [series, curve] of ordered.entries()) {
    const kept = downsample(curve.iterations, curve.values, shared.buckets);
    const identity = {
      series,
      ...(curve.rank === undefined ? {} : { rank: curve.rank }),
      ...(curve.group === undefined ? {} : { group: curve.group }),
    };
    const target = curve.seed === seed ? rows.first : rows.others;
    for (const [i, x] of kept.iterations.entries()) {
      const value = kept.values[i];
      target.push({ x, y: Number.isNaN(value) ? null : clamp(value, far), ...identity });
    }
  }

  const labelGap = (fontSize.endLabel + 2) / shared.plotHeight;
  const x = xChannel(xEnd);
  const y = yChannel(panel.yTitle, low, high);
  const look = lookChannels(panel, shared);
  const line = (values: Row[], style: object): object => ({
    data: { values },
    mark: {
      type: 'line',
      interpolate: 'linear',
      strokeJoin: 'round',
      clip: cut,
      invalid: 'break-paths-filter-domains',
      ...style,
    },
    encoding: { x, y, detail: { field: 'series', type: 'nominal' }, ...look },
  });

  const ends = panel.curves
    .filter((curve) => curve.seed === seed && curve.rank !== undefined)
    .map((curve) => ({ rank: curve.rank!, ...lastFinitePoint(curve) }))
    .filter(({ value }) => value >= low && value <= high);
  return [
    ...eventLayers(panel, x),
    ...(rows.others.length > 0 ? [line(rows.others, otherSeedLine)] : []),
    line(rows.first, firstSeedLine),
    ...(ends.length > 0 ? endLabelLayers(ends, { x, y, xEnd, separation: labelGap * (high - low) }) : []),
  ];
}

function xChannel(end: number): Channel {
  return {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [0, end], nice: false },
    axis: {
      title: 'iteration',
      grid: false,
      tickCount: 4,
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
      labelOverlap: true,
      labelFlush: false,
    },
  };
}

/** Also what the domain is rounded to, so that every axis ends in a label and the titles above stand on one line. */
const yTicks = 5;

function yChannel(title: string, low: number, high: number): Channel {
  return {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [low, high], nice: yTicks, zero: false },
    axis: {
      title,
      tickCount: yTicks,
      domain: false,
      ticks: false,
      minExtent: 22,
      maxExtent: 22,
      labelExpr: shortNumber,
    },
  };
}

/** Tick labels in at most five characters or so, whatever the metric's magnitude. */
const shortNumber =
  "abs(datum.value) >= 10000 ? format(datum.value, '~s')" +
  " : datum.value !== 0 && abs(datum.value) < 0.001 ? format(datum.value, '~e') : datum.label";

/** Ranks use the colour scale, groups the stroke scale: two legends that all panels share. */
function lookChannels(panel: FigurePanel, { ranks, groups, groupTitle }: Shared): object {
  if (panel.curves.some((curve) => curve.rank !== undefined)) {
    const scale = { domain: ranks, range: rankColors(ranks.length) };
    return { color: { field: 'rank', type: 'ordinal', scale, legend: { title: 'k-th largest, k =' } } };
  }
  if (panel.curves.every((curve) => curve.group === undefined)) return { stroke: { value: ink.text } };
  const channel = { field: 'group', type: 'ordinal', legend: { title: groupTitle } };
  return {
    stroke: { ...channel, scale: { domain: groups, range: groupColors(groups.length) } },
    strokeDash: {
      ...channel,
      scale: { domain: groups, range: groups.map((_, i) => groupDashes[i % groupDashes.length]) },
    },
  };
}

function eventLayers(panel: FigurePanel, x: object): object[] {
  if (!panel.events || panel.events.length === 0) return [];
  return [
    {
      data: { values: panel.events.map((event) => ({ x: event.iteration })) },
      mark: { type: 'rule', color: ink.event, strokeWidth: 0.7, strokeDash: [2, 2], clip: true },
      encoding: { x },
    },
  ];
}

interface LabelPlace {
  readonly x: object;
  readonly y: object;
  readonly xEnd: number;
  /** Smallest distance of two labels, in the unit of the values. */
  readonly separation: number;
}

/** The ranks in one column right of the plot, and dotted leaders to them from curves that end before it. */
function endLabelLayers(ends: readonly CurveEnd[], { x, y, xEnd, separation }: LabelPlace): object[] {
  const leaders = ends.filter((end) => end.iteration < 0.98 * xEnd);
  return [
    {
      data: { values: leaders.map(({ iteration, value }) => ({ x: iteration, end: xEnd, y: value })) },
      mark: { type: 'rule', color: ink.leader, strokeWidth: 0.8, strokeDash: [0.8, 2] },
      encoding: { x, x2: { field: 'end' }, y },
    },
    {
      data: { values: endLabels(ends, separation).map(({ value, text }) => ({ x: xEnd, y: value, text })) },
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'middle',
        dx: 4,
        fontSize: fontSize.endLabel,
        color: ink.text,
      },
      encoding: { x, y, text: { field: 'text', type: 'nominal' } },
    },
  ];
}

/** The empty frame keeps its place, so that a figure drawn early is laid out like the final one. */
function emptyLayers(panel: FigurePanel): object[] {
  const unseen = { tickOpacity: 0, labelOpacity: 0, grid: false };
  const hideScale = (channel: Channel): object => ({ ...channel, axis: { ...channel.axis, ...unseen } });
  return [
    {
      data: { values: [{ x: 0.5, y: 0.5 }] },
      mark: { type: 'text', text: 'no data', color: ink.faint, fontSize: fontSize.axisTitle },
      encoding: { x: hideScale(xChannel(1)), y: hideScale(yChannel(panel.yTitle, 0, 1)) },
    },
  ];
}

function lastFinitePoint({ iterations, values }: Curve): { iteration: number; value: number } {
  let last = values.length - 1;
  while (!Number.isFinite(values[last])) last--;
  return { iteration: iterations[last], value: values[last] };
}

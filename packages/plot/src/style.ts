/** Sizes and colours of all figures. Pixels are CSS pixels, 1/96 inch: 9 of them are 6.75 points in print. */
import type { Config } from 'vega-lite';
import type { FinalPanel } from './figure.ts';
import { FONT_FAMILY } from './output/font.ts';
import { vega } from './output/vega.ts';

/** Of a column and of the whole text of a page: 3.25 and 6.75 inches. */
export const figureWidths = { column: 312, page: 648 };
export const PANEL_GAP = 8;
/** Left of a plot: axis title and tick labels, of which heat maps may have wider ones. Right of it: the ranks at the curves' ends. */
export const LABEL_WIDTH = 22;
export const AXIS_TITLE_WIDTH = 18;
export const END_LABEL_WIDTH = 22;
/** A panel with its axis: not so narrow that ticks collide, not so wide that a single panel fills the page. */
export const panelWidthRange = { least: 150, most: 320 };
export const plotHeightRange = { least: 100, most: 200 };
export const ASPECT = 0.86;

export const fontSize = {
  endLabel: 8.5,
  reference: 8.5,
  tick: 9,
  axisTitle: 10,
  legend: 9.5,
  panelTitle: 11,
  caption: 10.5,
};
export const lineHeight = { panelTitle: 13, caption: 14 };
/** Between two rows of plots: tick labels and axis title of the one, space, and the titles of the other. */
export const SPACE_BETWEEN_ROWS = 14;
export const rowGap = (titleLines: number): number => 50 + titleLines * lineHeight.panelTitle;

/**
 * Dark to light, so that the order of the ranks survives black-and-white print and every kind of colour vision. The steps shrink from
 * rank to rank: the first few are those that rise. The light end of the scheme is left out: every colour has a contrast of 3 to 1 or
 * more on white, as WCAG 2 asks of graphics.
 */
export const rankColors = (count: number): string[] =>
  shares(count).map((share) => inferno(0.18 + 0.49 * (1 - (1 - share) ** 1.35)));

export const groupColors = (count: number): string[] =>
  shares(count).map((share) => viridis(0.05 + 0.54 * share));

type Interpolator = (share: number) => string;
const inferno = vega.scheme('inferno') as Interpolator;
const viridis = vega.scheme('viridis') as Interpolator;

/** From 0 for the first to 1 for the last. */
const shares = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => i / Math.max(1, count - 1));

/** Dashes of groups, which have colours too, and of variants, of which no more share a panel. */
const dashPatterns = [
  [1, 0],
  [5, 2],
  [1.5, 1.5],
  [6, 1.5, 1.5, 1.5],
  [3, 1],
  [8, 3],
];

export const dashes = (count: number): number[][] =>
  Array.from({ length: count }, (_, i) => dashPatterns[i % dashPatterns.length]!);

/** Of points, in the order of the dashes. */
export const variantShapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'];

export const ink = {
  text: '#222',
  axis: '#777',
  grid: '#ececec',
  leader: '#999',
  noValue: '#ddd',
  faint: '#888',
};

/** Of the stroke, not of the mark: resvg loses a translucent mark that reaches beyond the page. */
export const boldLine = { strokeWidth: 1.5, strokeOpacity: 1 };
export const otherSeedLine = { strokeWidth: 0.6, strokeOpacity: 0.45 };
/** An x of two strokes. */
export const divergedPoint = {
  shape: 'M-1,-1L1,1M-1,1L1,-1',
  size: 22,
  strokeWidth: 1.3,
  strokeOpacity: 1,
  opacity: 1,
  filled: false,
};
export const bandArea = { fillOpacity: 0.2 };
/** Broad and pale below the dashes of the theory, which stay visible where both agree. */
export const measuredLine = { strokeWidth: 2.8, strokeOpacity: 0.55 };
export const theoryLine = { strokeWidth: 1.2, strokeOpacity: 1 };
/** At a known value: no curve, and no grid. */
export const referenceLine = { strokeWidth: 1, color: ink.faint };
/** Of final values: the line through medians is the palest, since nothing was measured along it. */
export const medianLine = { strokeWidth: 1, strokeOpacity: 0.5 };
export const errorBar = { strokeWidth: 1.3, strokeOpacity: 0.8 };
/** Square pixels. */
const finalPointSize = (seeds: FinalPanel['seeds']): number => (seeds === 'points' ? 14 : 26);
const POINT_STROKE = 1;
/** Pixels from the middle to the outside of the stroke. */
export const pointRadius = (seeds: FinalPanel['seeds']): number =>
  Math.sqrt(finalPointSize(seeds) / Math.PI) + POINT_STROKE / 2;
export const finalPoint = (seeds: FinalPanel['seeds']): object => ({
  size: finalPointSize(seeds),
  strokeWidth: POINT_STROKE,
  strokeOpacity: 1,
  fillOpacity: 1,
});
export const theoryDash = [4, 2.5];

/** One scheme for every meaning of a colour in heat maps; each lightens evenly, so that print in grey keeps the order. */
export const heatSchemes = ['viridis', 'plasma', 'cividis'];
/** Pixels; between two rows of bars stand the labels and titles of the upper one. */
export const colorBar = { height: 8, width: 220, gapAbove: 10, gapBeside: 28, gapBetween: 40 };

export const config: Config = {
  background: 'white',
  font: FONT_FAMILY,
  padding: 2,
  view: { stroke: null },
  axis: {
    domainColor: ink.axis,
    tickColor: ink.axis,
    gridColor: ink.grid,
    labelColor: ink.text,
    titleColor: ink.text,
    labelFontSize: fontSize.tick,
    titleFontSize: fontSize.axisTitle,
    titleFontWeight: 'normal',
    tickSize: 3,
    labelPadding: 2,
    titlePadding: 3,
  },
  title: { color: ink.text, anchor: 'start' },
};

export const legend: NonNullable<Config['legend']> = {
  orient: 'bottom',
  direction: 'horizontal',
  labelColor: ink.text,
  titleColor: ink.text,
  labelFontSize: fontSize.legend,
  titleFontSize: fontSize.legend,
  titleFontWeight: 'normal',
  titleOrient: 'left',
  symbolType: 'stroke',
  symbolStrokeWidth: 2,
  symbolSize: 110,
  symbolOpacity: 1,
  columnPadding: 3,
  labelOffset: 3,
  titleAnchor: 'middle',
  titleBaseline: 'middle',
  offset: 10,
};
/** Points of a plane. */
export const planePoint = {
  alone: { size: 16, strokeOpacity: 0, fillOpacity: 0.55 },
  onSurface: { size: 14, stroke: 'white', strokeWidth: 0.6, strokeOpacity: 1, fillOpacity: 1 },
  marked: { size: 26, stroke: ink.text, strokeWidth: 1, strokeOpacity: 1, fillOpacity: 1 },
};
export const stepLine = { strokeWidth: 1.2, strokeOpacity: 1, stroke: ink.text };
export const bar = { fill: groupColors(3)[1]!, fillOpacity: 0.85 };
export const barWhisker = { strokeWidth: 1, strokeOpacity: 0.8, stroke: ink.text };
export const parallelLine = {
  other: { strokeWidth: 0.7, strokeOpacity: 0.35 },
  marked: { strokeWidth: 1.6, strokeOpacity: 1 },
};
export const parallelAxis = { strokeWidth: 1, stroke: ink.axis, strokeOpacity: 1 };

/** A figure as a Vega-Lite specification: panels in rows, one legend for all of them, the caption below. */
import type { TopLevelSpec } from 'vega-lite';
import { isHeatmap } from './figure.ts';
import type { Curve, Figure, FigurePanel } from './figure.ts';
import { wrapText } from './font.ts';
import { colorBarSpec } from './heatScale.ts';
import { legendLayout } from './legends.ts';
import { captionNotes } from './notes.ts';
import { panelSpec, titleLines } from './panel.ts';
import { sharedBy } from './shared.ts';
import type { Shared } from './shared.ts';
import * as style from './style.ts';

/** `column`: of a page with two columns, 3.25 inches; `page`: its whole text, 6.75 inches. Text has the same size in both. */
export type FigureWidth = keyof typeof style.figureWidths;
export const figureWidths = Object.keys(style.figureWidths) as FigureWidth[];

export interface FigureLook {
  /** At most; default: `page`. */
  readonly width?: FigureWidth | undefined;
  /** Default: `below` the panels. */
  readonly caption?: 'below' | 'none' | undefined;
}

/** The Vega-Lite (version 6) specification of a figure. */
export function vegaLiteSpec(
  given: Figure,
  { width: widthName = 'page', caption = 'below' }: FigureLook = {},
): TopLevelSpec {
  const figure = withoutEmptyCurves(given);
  const shared = sharedBy(figure, style.figureWidths[widthName]);
  const { plotWidth, columns } = shared;
  const besidePlot = shared.labelWidth + style.AXIS_TITLE_WIDTH + style.END_LABEL_WIDTH + style.PANEL_GAP;
  const width = columns * plotWidth + (columns - 1) * besidePlot + style.END_LABEL_WIDTH;
  const lines = Math.max(1, ...figure.panels.map((panel) => titleLines(panel, plotWidth).length));
  const panels = {
    columns,
    align: 'all',
    // Only the plots count in the layout, so that they keep their places whatever stands beside them.
    bounds: 'flush',
    spacing: { row: style.rowGap(lines), column: besidePlot },
    concat: figure.panels.map((panel) => panelSpec(panel, shared)),
    resolve: { scale: { color: 'shared', stroke: 'shared', strokeDash: 'shared', fill: 'independent' } },
  };
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(caption === 'none' ? {} : { title: captionTitle(figure, shared, width) }),
    ...withColorBars(panels, shared, width),
    config: { ...style.config, legend: { ...style.legend, layout: legendLayout(shared) } },
  };
  // The specification is plain JSON; the union type of all specifications is beyond what inference can match.
  return spec as unknown as TopLevelSpec;
}

/** Below the panels, one bar for every meaning that a colour has in the heat maps. */
function withColorBars<Panels extends { resolve: object }>(
  panels: Panels,
  { heatScales }: Shared,
  width: number,
): object {
  const scales = [...heatScales.values()].filter((scale) => scale.isUsed);
  if (scales.length === 0) return panels;
  const { gapAbove, gapBeside, gapBetween, width: barWidth } = style.colorBar;
  const length = Math.min(barWidth, width);
  const bars = {
    columns: Math.max(1, Math.floor((width + gapBeside) / (length + gapBeside))),
    bounds: 'flush',
    spacing: { row: gapBetween, column: gapBeside },
    concat: scales.map((scale) => colorBarSpec(scale, length)),
    resolve: panels.resolve,
  };
  return {
    vconcat: [panels, bars],
    bounds: 'full',
    align: 'each',
    spacing: gapAbove,
    resolve: panels.resolve,
  };
}

function withoutEmptyCurves(figure: Figure): Figure {
  const isDrawn = (curve: Curve): boolean => Array.prototype.some.call(curve.values, Number.isFinite);
  const drawn = (panel: FigurePanel): FigurePanel => {
    if (isHeatmap(panel)) return panel;
    const { curves, theory, ...rest } = panel;
    return {
      ...rest,
      curves: curves.filter(isDrawn),
      ...(theory === undefined ? {} : { theory: { ...theory, curves: theory.curves.filter(isDrawn) } }),
    };
  };
  return { ...figure, panels: figure.panels.map(drawn) };
}

/** The whole caption of a figure that is drawn `page` wide: what the figure says of itself, and what bold, thin and dashed mean. */
export function captionOf(given: Figure): string {
  const figure = withoutEmptyCurves(given);
  return captionText(figure, sharedBy(figure, style.figureWidths.page));
}

const captionText = (figure: Figure, shared: Shared): string =>
  [figure.caption.trim(), ...captionNotes(figure, shared)].filter(Boolean).join(' ');

function captionTitle(figure: Figure, shared: Shared, width: number): object {
  const text = captionText(figure, shared);
  return {
    text: wrapText(text, width, style.fontSize.caption),
    orient: 'bottom',
    anchor: 'start',
    frame: 'group',
    fontSize: style.fontSize.caption,
    lineHeight: style.lineHeight.caption,
    fontWeight: 'normal',
    offset: 10,
  };
}

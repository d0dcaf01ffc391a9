/** A figure as a Vega-Lite specification: panels in rows, one legend for all of them, the caption below. */
import type { TopLevelSpec } from 'vega-lite';
import { isCurvePanel, isFinalPanel } from '../figure.ts';
import type { Curve, Figure, FigurePanel } from '../figure.ts';
import { wrapText } from '../output/font.ts';
import { colorBarSpec } from '../shared/heatScale.ts';
import { legendLayout } from '../shared/legends.ts';
import { captionNotes } from './notes.ts';
import { panelSpec, titleLines } from './panel.ts';
import { sharedBy } from '../shared/shared.ts';
import type { Shared } from '../shared/shared.ts';
import { spanOf } from '../shared/span.ts';
import * as style from '../style.ts';
import { titledLabels } from '../shared/titledLabels.ts';
import { toldApart } from '../source/tellApart.ts';

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
  const figure = titledLabels(toldApart(withoutEmptyCurves(given)));
  const shared = sharedBy(figure, style.figureWidths[widthName]);
  const width = shared.rowWidth + style.END_LABEL_WIDTH;
  const panels = inRows(figure.panels, shared);
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(caption === 'none' ? {} : { title: captionTitle(figure, shared, width) }),
    ...withColorBars(panels, shared, width),
    config: { ...style.config, legend: { ...style.legend, layout: legendLayout(shared) } },
  };
  // The specification is plain JSON; the union type of all specifications is beyond what inference can match.
  return spec as unknown as TopLevelSpec;
}

const resolve = {
  scale: {
    color: 'shared',
    stroke: 'shared',
    strokeDash: 'shared',
    fill: 'independent',
    shape: 'independent',
  },
};

/** Views of Vega-Lite, laid out. */
interface Laid {
  readonly resolve: object;
  readonly [key: string]: unknown;
}

/** Panels in rows of equal columns, of which some panels take several. */
function inRows(panels: readonly FigurePanel[], shared: Shared): Laid {
  const { plotWidth, columns, besidePlot } = shared;
  const lines = Math.max(1, ...panels.map((panel) => titleLines(panel, plotWidth).length));
  const row = style.rowGap(lines);
  // Only the plots count in the layout, so that they keep their places whatever stands beside them.
  const inRow = { bounds: 'flush', spacing: { row, column: besidePlot }, resolve };
  const views = panels.map((panel) => panelSpec(panel, shared));
  if (panels.every((panel) => spanOf(panel) === 1)) return { columns, align: 'all', concat: views, ...inRow };
  const rows: { readonly views: object[]; readonly taken: number }[] = [];
  for (const [i, panel] of panels.entries()) {
    const span = Math.min(spanOf(panel), columns);
    const above = rows.at(-1);
    if (above === undefined || above.taken + span > columns) rows.push({ views: [views[i]!], taken: span });
    else rows[rows.length - 1] = { views: [...above.views, views[i]!], taken: above.taken + span };
  }
  const vconcat = rows.map(({ views: concat }) => ({ concat, columns: concat.length, ...inRow }));
  return { vconcat, bounds: 'full', spacing: style.SPACE_BETWEEN_ROWS, resolve };
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
    if (isFinalPanel(panel))
      return { ...panel, lines: panel.lines.filter(({ points }) => points.length > 0) };
    if (!isCurvePanel(panel)) return panel;
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
  const figure = titledLabels(toldApart(withoutEmptyCurves(given)));
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

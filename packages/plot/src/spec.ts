/** A figure as a Vega-Lite specification: panels in rows, one legend for all of them, the caption below. */
import type { TopLevelSpec } from 'vega-lite';
import { extentOf, firstSeed } from './extent.ts';
import type { Curve, Figure } from './figure.ts';
import { wrapText } from './font.ts';
import { panelSpec, titleLines } from './panel.ts';
import type { Shared } from './panel.ts';
import { clamp } from './range.ts';
import * as style from './style.ts';

/** Points in one figure, over all its curves: keeps its SVG below half a megabyte. */
const pointBudget = 24_000;
/** More buckets than half pixels show nothing more. */
const mostBuckets = 150;

/** The Vega-Lite (version 6) specification of a figure; full rows are 17 cm wide. */
export function vegaLiteSpec(given: Figure): TopLevelSpec {
  const figure = withoutEmptyCurves(given);
  const columns = columnsOf(figure);
  const shared = sharedBy(figure);
  const { plotWidth } = shared;
  const besidePlot = style.axisWidth + style.endLabelWidth + style.panelGap;
  const lines = Math.max(1, ...figure.panels.map((panel) => titleLines(panel, plotWidth).length));
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: captionTitle(figure, columns * plotWidth + (columns - 1) * besidePlot + style.endLabelWidth),
    columns,
    align: 'all',
    // Only the plots count in the layout, so that they keep their places whatever stands beside them.
    bounds: 'flush',
    spacing: { row: style.rowGap(lines), column: besidePlot },
    concat: figure.panels.map((panel) => panelSpec(panel, shared)),
    resolve: { scale: { color: 'shared', stroke: 'shared', strokeDash: 'shared' } },
    config: style.config,
  };
  // The specification is plain JSON; the union type of all specifications is beyond what inference can match.
  return spec as unknown as TopLevelSpec;
}

function withoutEmptyCurves(figure: Figure): Figure {
  const isDrawn = (curve: Curve): boolean => Array.prototype.some.call(curve.values, Number.isFinite);
  return {
    ...figure,
    panels: figure.panels.map((panel) => ({ ...panel, curves: panel.curves.filter(isDrawn) })),
  };
}

function columnsOf(figure: Figure): number {
  return Math.max(1, Math.min(figure.columns ?? figure.panels.length, figure.panels.length));
}

function captionTitle(figure: Figure, width: number): object {
  const text = [figure.caption.trim(), ...seedNotes(figure)].filter(Boolean).join(' ');
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

function sharedBy(figure: Figure): Shared {
  const columns = columnsOf(figure);
  const panelWidth = clamp(
    (style.figureWidth - style.panelGap * (columns - 1)) / columns,
    style.panelWidthRange,
  );
  const plotWidth = Math.round(panelWidth - style.axisWidth - style.endLabelWidth);
  const curves = figure.panels.flatMap((panel) => panel.curves);
  const ranks = Math.max(0, ...curves.map((curve) => curve.rank ?? 0));
  const titles = figure.panels.flatMap((panel) => panel.groupTitle ?? []);
  return {
    plotWidth,
    plotHeight: Math.round(clamp(style.aspect * plotWidth, style.plotHeightRange)),
    buckets: Math.max(10, Math.min(mostBuckets, Math.floor(pointBudget / (2 * Math.max(1, curves.length))))),
    ranks: Array.from({ length: ranks }, (_, i) => i + 1),
    groups: [...new Set(curves.flatMap((curve) => curve.group ?? []))],
    groupTitle: [...new Set(titles)].join(' / '),
  };
}

/** What the caption must add when there are several seeds. */
function seedNotes(figure: Figure): string[] {
  const panels = figure.panels.filter((panel) => panel.curves.length > 0);
  const several = panels.filter((panel) => panel.curves.some((curve) => curve.seed !== firstSeed(panel)));
  if (several.length === 0) return [];
  const first = [...new Set(panels.map(firstSeed))];
  const notes = [
    `Bold: ${first.length === 1 ? `seed ${first[0]}` : 'the first seed'}; thin: the other seeds.`,
  ];
  if (several.some((panel) => extentOf(panel).cut)) {
    notes.push('Some curves go on beyond their panel.');
  }
  return notes;
}

/** How large the panels of a figure are, and how many stand in a row. */
import type { Extent } from '../drawn/extent.ts';
import { analysisLabels } from '../drawn/analysisLabels.ts';
import { isAnalysis, isFinalPanel, isHeatmap } from '../figure.ts';
import { spanOf } from './span.ts';
import type { CurvePanel, Figure } from '../figure.ts';
import { valueRange } from '../drawn/finalExtent.ts';
import { textWidth } from '../output/font.ts';
import { clamp, mostOf } from '../axes/range.ts';
import * as style from '../style.ts';
import { labelWidth, metricTicks } from '../axes/ticks.ts';

/** Pixels. */
export interface PanelLayout {
  readonly columns: number;
  readonly plotWidth: number;
  readonly plotHeight: number;
  /** Between two plots of a row: what stands beside them. */
  readonly besidePlot: number;
  /** Of all plots of a row with what stands between them. */
  readonly rowWidth: number;
  /** Of the y axes' tick labels. */
  readonly labelWidth: number;
}

const GAP_BESIDE_LABEL = 3;

/** As many panels a row as the figure asks for, and fewer where the width has no room for them. */
export function layoutOf(
  { panels, columns }: Figure,
  extents: ReadonlyMap<CurvePanel, Extent>,
  figureWidth: number,
): PanelLayout {
  const { panelWidthRange, plotHeightRange, PANEL_GAP } = style;
  const room = Math.floor((figureWidth + PANEL_GAP) / (panelWidthRange.least + PANEL_GAP));
  const taken = panels.reduce((sum, panel) => sum + spanOf(panel), 0);
  const inRow = Math.max(1, Math.min(columns ?? taken, taken, room));
  const panelWidth = clamp((figureWidth - PANEL_GAP * (inRow - 1)) / inRow, panelWidthRange);
  const labels = widestLabel(panels, extents);
  const plotWidth = Math.round(panelWidth - labels - style.AXIS_TITLE_WIDTH - style.END_LABEL_WIDTH);
  const plotHeight = Math.round(clamp(style.ASPECT * plotWidth, plotHeightRange));
  const besidePlot = labels + style.AXIS_TITLE_WIDTH + style.END_LABEL_WIDTH + PANEL_GAP;
  const rowWidth = inRow * plotWidth + (inRow - 1) * besidePlot;
  return { columns: inRow, plotWidth, plotHeight, labelWidth: labels, besidePlot, rowWidth };
}

function widestLabel(panels: Figure['panels'], extents: ReadonlyMap<CurvePanel, Extent>): number {
  const rows = panels.filter(isHeatmap).flatMap(({ yLabels }) => yLabels);
  // The highest plot has the most ticks, and so the longest labels.
  const highest = style.plotHeightRange.most;
  const ranges = [
    ...extents,
    ...panels.filter(isFinalPanel).map((panel) => [panel, valueRange(panel)] as const),
  ];
  const ticks = ranges.flatMap(([{ yScale = 'linear' }, range]) => metricTicks(yScale, range, highest));
  const words = [...rows, ...panels.filter(isAnalysis).flatMap(analysisLabels)];
  const widths = [...words.map((word) => textWidth(word, style.fontSize.tick)), ...ticks.map(labelWidth)];
  return Math.ceil(Math.max(style.LABEL_WIDTH, mostOf(widths) + GAP_BESIDE_LABEL));
}

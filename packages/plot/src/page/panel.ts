/** One panel as a Vega-Lite unit: its title, and what its kind draws. */
import { unitInWords } from '../layers/axes.ts';
import { curveLayers } from '../layers/curveLayers.ts';
import { analysisLayers } from '../layers/analysisLayers.ts';
import { finalLayers } from '../layers/finalLayers.ts';
import { isAnalysis, isFinalPanel, isHeatmap } from '../figure.ts';
import type { FigurePanel } from '../figure.ts';
import { wrapText } from '../output/font.ts';
import { heatmapLayers } from '../layers/heatmapLayers.ts';
import type { Shared } from '../shared/shared.ts';
import { plotWidthOf } from '../shared/span.ts';
import { END_LABEL_WIDTH, fontSize, ink, lineHeight, PANEL_GAP } from '../style.ts';

/** A title may reach to the next panel's axis. */
export function titleLines(panel: FigurePanel, plotWidth: number): string[] {
  return wrapText(panel.title, plotWidth + END_LABEL_WIDTH + PANEL_GAP, fontSize.panelTitle, true);
}

/** The panel as a Vega-Lite layer; every curve has a finite value. */
export function panelSpec(panel: FigurePanel, shared: Shared): object {
  const width = plotWidthOf(panel, shared);
  const height = shared.plotHeight;
  return { width, height, layer: [...layersOf(panel, shared), titleLayer(titleLines(panel, width))] };
}

const TITLE_OFFSET = 11;

/** Vega would put a title above whatever stands out at the top of the plot, and those of a row not on one line. */
function titleLayer(lines: readonly string[]): object {
  const mark = {
    type: 'text',
    text: lines,
    align: 'left',
    baseline: 'bottom',
    fontSize: fontSize.panelTitle,
    lineHeight: lineHeight.panelTitle,
    fontWeight: 600,
    color: ink.text,
  };
  const y = -TITLE_OFFSET - (lines.length - 1) * lineHeight.panelTitle;
  return { data: { values: [{}] }, mark, encoding: { x: { value: 0 }, y: { value: y } } };
}

function layersOf(panel: FigurePanel, shared: Shared): object[] {
  if (isAnalysis(panel)) {
    return panel.refusal === undefined
      ? analysisLayers(panel, shared)
      : emptyLayers('', '', shared, panel.refusal);
  }
  if (isHeatmap(panel)) {
    return panel.cells.length > 0
      ? heatmapLayers(panel, shared)
      : emptyLayers(panel.xTitle, panel.yTitle, shared, panel.refusal);
  }
  if (isFinalPanel(panel)) {
    return panel.lines.length > 0 && panel.refusal === undefined
      ? finalLayers(panel, shared)
      : emptyLayers(panel.xTitle, panel.yTitle, shared, panel.refusal);
  }
  return panel.curves.length > 0
    ? curveLayers(panel, shared)
    : emptyLayers(unitInWords[panel.xUnit ?? 'iterations'], panel.yTitle, shared, panel.refusal);
}

/** The empty frame keeps its place, so that a figure drawn early is laid out like the final one. */
function emptyLayers(
  xTitle: string,
  yTitle: string,
  { labelWidth, plotWidth }: Shared,
  why = 'no data',
): object[] {
  const channel = (field: string, axis: object): object => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, 1], nice: false },
    axis: { ...axis, tickOpacity: 0, labelOpacity: 0, grid: false },
  });
  return [
    {
      data: { values: [{ x: 0.5, y: 0.5 }] },
      mark: {
        type: 'text',
        text: wrapText(why, 0.9 * plotWidth, fontSize.axisTitle),
        lineHeight: lineHeight.panelTitle,
        baseline: 'middle',
        color: ink.faint,
        fontSize: fontSize.axisTitle,
      },
      encoding: {
        x: channel('x', { title: xTitle }),
        y: channel('y', { title: yTitle, domain: false, minExtent: labelWidth, maxExtent: labelWidth }),
      },
    },
  ];
}

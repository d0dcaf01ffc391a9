/** What the panels of a figure have in common, so that one legend holds for all. */
import { extentsOf } from './extent.ts';
import type { Extent } from './extent.ts';
import { isCurvePanel, isHeatmap } from './figure.ts';
import type { CurvePanel, Figure } from './figure.ts';
import { textWidth } from './font.ts';
import { heatScalesOf } from './heatScale.ts';
import type { HeatScale } from './heatScale.ts';
import { clamp } from './range.ts';
import * as style from './style.ts';

/** Points in one figure, over all its curves: keeps its SVG below half a megabyte. */
const POINT_BUDGET = 24_000;
/** More buckets than half pixels show nothing more. */
const MOST_BUCKETS = 150;

export interface Shared {
  readonly columns: number;
  readonly plotWidth: number;
  readonly plotHeight: number;
  /** Of the y axes' tick labels. */
  readonly labelWidth: number;
  /** Points kept of a curve are at most four times as many. */
  readonly buckets: number;
  readonly ranks: readonly number[];
  readonly groups: readonly string[];
  readonly groupTitle: string;
  /** What dashed lines are where some panel draws a theory; dashes then mean nothing else in any panel. */
  readonly theoryTitle?: string;
  /** Of all panels of curves that have some. */
  readonly extents: ReadonlyMap<CurvePanel, Extent>;
  /** By `heatKey`. */
  readonly heatScales: ReadonlyMap<string, HeatScale>;
}

export function sharedBy(figure: Figure): Shared {
  const columns = Math.max(1, Math.min(figure.columns ?? figure.panels.length, figure.panels.length));
  const panelWidth = clamp(
    (style.FIGURE_WIDTH - style.PANEL_GAP * (columns - 1)) / columns,
    style.panelWidthRange,
  );
  const heatmaps = figure.panels.filter(isHeatmap);
  const labels = heatmaps.flatMap((panel) => panel.yLabels);
  const labelWidth = Math.ceil(
    Math.max(style.LABEL_WIDTH, ...labels.map((label) => textWidth(label, style.fontSize.tick) + 3)),
  );
  const plotWidth = Math.round(panelWidth - labelWidth - style.AXIS_TITLE_WIDTH - style.END_LABEL_WIDTH);
  const panels = figure.panels.filter(isCurvePanel);
  const curves = panels.flatMap((panel) => [...panel.curves, ...(panel.theory?.curves ?? [])]);
  const ranks = Math.max(0, ...curves.map((curve) => curve.rank ?? 0));
  const titles = panels.flatMap((panel) => panel.groupTitle ?? []);
  return {
    columns,
    plotWidth,
    plotHeight: Math.round(clamp(style.ASPECT * plotWidth, style.plotHeightRange)),
    labelWidth,
    buckets: Math.max(
      10,
      Math.min(MOST_BUCKETS, Math.floor(POINT_BUDGET / (2 * Math.max(1, curves.length)))),
    ),
    ranks: Array.from({ length: ranks }, (_, i) => i + 1),
    groups: [...new Set(curves.flatMap((curve) => curve.group ?? []))],
    groupTitle: [...new Set(titles)].join(' / '),
    ...theoryTitleOf(panels),
    extents: extentsOf(panels.filter((panel) => panel.curves.length > 0)),
    heatScales: heatScalesOf(heatmaps),
  };
}

/** The theory's own title where all that is drawn has the same. */
function theoryTitleOf(panels: readonly CurvePanel[]): Pick<Shared, 'theoryTitle'> {
  const titles = new Set(panels.flatMap(({ theory }) => (theory?.curves.length ? theory.title : [])));
  const [title, ...others] = titles;
  if (title === undefined) return {};
  return { theoryTitle: others.length === 0 ? title : 'theory' };
}

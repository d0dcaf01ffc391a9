/** From stored runs to a figure. */
import { getPath } from '@ranksweep/core';
import type { AxisNames, FigureSpec, HeatmapPanelSpec, PanelSpec } from '@ranksweep/kinds';
import { curvePanels } from './curveSource.ts';
import type { DrawnRun, Figure, FigurePanel } from './figure.ts';
import type { FigureRun, FigureSource, SourceRun } from './figureSource.ts';
import { finalPanel } from './finalSource.ts';
import { heatmapPanel } from './heatmapSource.ts';

/**
 * The figure of a sweep as far as its runs have come; a panel without data is kept, and says so when drawn. Runs whose
 * configuration is damaged are left out: nobody knows where they belong.
 * @throws InputError where a metric of final values, or the theory beside one, is missing from what the runs have recorded
 */
export function figureFromStore(source: FigureSource, sweepId: number, spec: FigureSpec): Figure {
  return figureOfRuns(source, source.runsAsAsked(sweepId), spec);
}

/** Like `figureFromStore`, of some runs. */
export function figureOfRuns(source: FigureSource, chosen: readonly SourceRun[], spec: FigureSpec): Figure {
  const runs = chosen.filter(hasConfig);
  const panels = spec.panels.flatMap((panel) => figurePanels(source, runs, panel, spec.names));
  // Panels that were divided would not fit into one row.
  const columns = spec.columns ?? (panels.length > spec.panels.length ? MOST_COLUMNS : undefined);
  return {
    caption: spec.caption,
    ...(columns === undefined ? {} : { columns }),
    panels,
    runs: drawnRuns(runs, spec),
  };
}

const MOST_COLUMNS = 3;

const hasConfig = (run: SourceRun): run is FigureRun => run.config !== undefined;

function drawnRuns(runs: readonly FigureRun[], { panels }: FigureSpec): DrawnRun[] {
  const drawn = panels.flatMap((panel) =>
    panel.kind === 'final' ? panel.lines.flatMap((line) => runsOf(runs, line)) : runsOf(runs, panel),
  );
  return [...new Map(drawn.map(({ runId, status }) => [runId, { runId, status }])).values()];
}

function figurePanels(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: PanelSpec,
  names: AxisNames | undefined,
): FigurePanel[] {
  if (spec.kind === 'final') return [finalPanel(source, (line) => runsOf(runs, line), spec, names)];
  const own = runsOf(runs, spec);
  return spec.kind === 'heatmap'
    ? [heatmapPanel(source, own, spec, names)]
    : curvePanels(source, own, spec, names);
}

function runsOf(
  runs: readonly FigureRun[],
  { part, where }: Pick<HeatmapPanelSpec, 'part' | 'where'>,
): FigureRun[] {
  const chosen = runs.filter((run) => run.part === part && matches(run.config, where));
  // Cells that differ in nothing that fixes the numbers share their runs.
  return [...new Map(chosen.map((run) => [run.runId, run])).values()];
}

function matches(config: object, where: HeatmapPanelSpec['where']): boolean {
  return Object.entries(where).every(
    ([axis, value]) => JSON.stringify(getPath(config, axis)) === JSON.stringify(value),
  );
}

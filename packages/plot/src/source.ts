/** From stored runs to a figure. */
import { getPath } from '@ranksweep/core';
import { type FigureSpec, type PanelSpec } from '@ranksweep/kinds';
import { curvePanel } from './curveSource.ts';
import type { Figure, FigurePanel } from './figure.ts';
import type { FigureRun, FigureSource, SourceRun } from './figureSource.ts';
import { heatmapPanel } from './heatmapSource.ts';

/**
 * The figure of a sweep as far as its runs have come; a panel without data is kept, and says so when drawn. Runs whose
 * configuration is damaged are left out: nobody knows where they belong.
 * @throws InputError where a heat map's metric, or the theory beside one, is missing from what the runs have recorded
 */
export function figureFromStore(source: FigureSource, sweepId: number, spec: FigureSpec): Figure {
  const runs = source.runsOfSweep(sweepId).filter(hasConfig);
  return {
    caption: spec.caption,
    ...(spec.columns === undefined ? {} : { columns: spec.columns }),
    panels: spec.panels.map((panel) => figurePanel(source, runs, panel)),
  };
}

const hasConfig = (run: SourceRun): run is FigureRun => run.config !== undefined;

function figurePanel(source: FigureSource, runs: readonly FigureRun[], spec: PanelSpec): FigurePanel {
  const chosen = runs.filter((run) => run.part === spec.part && matches(run.config, spec.where));
  // Cells that differ in nothing that fixes the numbers share their runs.
  const distinct = [...new Map(chosen.map((run) => [run.runId, run])).values()];
  return spec.kind === 'heatmap' ? heatmapPanel(source, distinct, spec) : curvePanel(source, distinct, spec);
}

function matches(config: object, where: PanelSpec['where']): boolean {
  return Object.entries(where).every(
    ([axis, value]) => JSON.stringify(getPath(config, axis)) === JSON.stringify(value),
  );
}

/** Figures of runs that were named by their numbers: what the figures of their sweeps draw as curves, a panel for every metric. */
import { getPath } from '@ranksweep/core';
import { parseFigure, type CurvePanelSpec, type FigureSpec } from '@ranksweep/kinds';
import type { FigureSource, SourceRun } from '@ranksweep/plot';
import type { ReadOnlyStore } from '@ranksweep/store';

/** The part of all runs that are drawn without their sweeps. */
export const RUNS = 'runs';

/** What a run without a figure is drawn by, as far as it has it. */
const USUAL_METRICS = ['train_loss', 'reconstruction_error'];

/** @throws InputError where runs have neither a figure nor one of the usual metrics */
export function figureOfTheirSweeps(
  store: ReadOnlyStore,
  source: FigureSource,
  runs: readonly SourceRun[],
): FigureSpec {
  const panels = new Map<string, object>();
  for (const { runId } of runs) {
    for (const { metric, top, factor, xUnit, xScale, yScale, yTitle, references } of curvePanelsOf(
      store,
      runId,
    )) {
      const look = Object.entries({ top, factor, xUnit, xScale, yScale, yTitle, references }).filter(
        ([, value]) => value !== undefined,
      );
      if (!panels.has(metric)) panels.set(metric, { metric, ...Object.fromEntries(look) });
    }
  }
  if (panels.size === 0) {
    const recorded = new Set(runs.flatMap(({ runId }) => source.recordedMetrics(runId)));
    for (const metric of USUAL_METRICS.filter((name) => recorded.has(name))) {
      panels.set(metric, { metric, yScale: 'log' });
    }
  }
  const drawn = [...panels].map(([metric, look]) => ({
    title: metric.replaceAll('_', ' '),
    part: RUNS,
    ...look,
  }));
  return parseFigure({ caption: '', panels: drawn }, 'plot');
}

/** Of the newest of its sweeps that has a figure. */
function curvePanelsOf(store: ReadOnlyStore, runId: number): readonly CurvePanelSpec[] {
  for (const { sweepId, part } of store.runPlaces(runId)) {
    const figure = getPath(store.sweep(sweepId)?.spec ?? {}, 'figure');
    if (figure === undefined) continue;
    const { panels } = parseFigure(figure, `sweep:${sweepId}, figure`);
    return panels.flatMap((panel) =>
      panel.kind !== 'heatmap' && panel.kind !== 'final' && panel.part === part ? [panel] : [],
    );
  }
  return [];
}

/** From stored runs to a figure. */
import {
  labelledCurves,
  isInCells,
  recordedPanel,
  recordingOf,
  type AxisNames,
  type DrawnMetric,
  type FigureSpec,
  type HeatmapPanelSpec,
  type PanelSpec,
} from '@ranksweep/kinds';
import { curvePanels } from './curveSource.ts';
import { labelledCurvePanel } from './labelledCurveSource.ts';
import type { DrawnRun, Figure, FigurePanel } from '../figure.ts';
import type { FigureRun, FigureSource, SourceRun } from '../figureSource.ts';
import { finalPanel } from './finalSource.ts';
import { heatmapPanel } from './heatmapSource.ts';
import { metricInWords } from '../words.ts';

/**
 * The figure of a sweep as far as its runs have come; a panel without data is kept, and says so when drawn. Runs whose
 * configuration is damaged are left out: nobody knows where they belong.
 * What no run records, although it could, is left out, and the figure says so.
 * @throws InputError where a metric of final values, or the theory beside one, is one that the runs cannot have, or is missing
 *   although they record it
 */
export function figureFromStore(source: FigureSource, sweepId: number, spec: FigureSpec): Figure {
  return figureOfRuns(source, source.runsAsAsked(sweepId), spec);
}

/** Like `figureFromStore`, of some runs. */
export function figureOfRuns(source: FigureSource, chosen: readonly SourceRun[], spec: FigureSpec): Figure {
  const runs = chosen.filter(hasConfig);
  const unrecorded = new Set<string>();
  const panels = spec.panels.flatMap((panel) => {
    const recorded = recordedPanel(panel, (drawn) => isUnrecorded(source, runsOf(runs, drawn), drawn));
    const metrics = recorded.unrecorded.map(({ metric }) => metricInWords(metric));
    if (recorded.panel === undefined) {
      return figurePanels(source, [], panel, spec.names).map((empty) => ({
        ...empty,
        refusal: notRecorded(metrics),
      }));
    }
    for (const metric of metrics) unrecorded.add(metric);
    return figurePanels(source, runs, recorded.panel, spec.names);
  });
  // Panels that were divided would not fit into one row.
  const columns = spec.columns ?? (panels.length > spec.panels.length ? MOST_COLUMNS : undefined);
  return {
    caption: spec.caption,
    ...(columns === undefined ? {} : { columns }),
    panels,
    ...(unrecorded.size === 0 ? {} : { unrecorded: [...unrecorded] }),
    runs: drawnRuns(runs, spec),
  };
}

/** Whether none of these runs records a metric, or has it from earlier, although they could. */
const isUnrecorded = (source: FigureSource, runs: readonly FigureRun[], drawn: DrawnMetric): boolean =>
  runs.length > 0 &&
  runs.every(
    ({ runId, config }) =>
      recordingOf(config, drawn) === 'unrecorded' &&
      source.rankedMetrics(runId, drawn.metric).length === 0 &&
      !source.recordedMetrics(runId).includes(drawn.metric),
  );

const notRecorded = (metrics: readonly string[]): string =>
  `no run records ${[...new Set(metrics)].join(', ')}`;

const MOST_COLUMNS = 3;

const hasConfig = (run: SourceRun): run is FigureRun => run.config !== undefined;

function drawnRuns(runs: readonly FigureRun[], { panels }: FigureSpec): DrawnRun[] {
  const drawn = panels.flatMap(choicesIn).flatMap((choice) => runsOf(runs, choice));
  return [...new Map(drawn.map(({ runId, status }) => [runId, { runId, status }])).values()];
}

/** Which runs a panel draws. */
type Choice = Pick<HeatmapPanelSpec, 'part' | 'where'>;

function choicesIn(panel: PanelSpec): readonly Choice[] {
  if (panel.kind === 'heatmap') return [panel];
  return panel.kind === 'final' ? panel.lines : (labelledCurves(panel) ?? [panel]);
}

function figurePanels(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: PanelSpec,
  names: AxisNames | undefined,
): FigurePanel[] {
  if (spec.kind === 'final') return [finalPanel(source, (line) => runsOf(runs, line), spec, names)];
  if (spec.kind !== 'heatmap' && spec.curves !== undefined) {
    return [labelledCurvePanel(source, (curve) => runsOf(runs, curve), spec, names)];
  }
  const own = runsOf(runs, spec);
  return spec.kind === 'heatmap'
    ? [heatmapPanel(source, own, spec, names)]
    : curvePanels(source, own, spec, names);
}

function runsOf(runs: readonly FigureRun[], { part, where }: Choice): FigureRun[] {
  const chosen = runs.filter((run) => run.part === part && isInCells(run.config, where));
  // Cells that differ in nothing that fixes the numbers share their runs.
  return [...new Map(chosen.map((run) => [run.runId, run])).values()];
}

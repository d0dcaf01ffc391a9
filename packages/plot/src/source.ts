/** From stored runs to a figure. */
import {
  getPath,
  type FigureSpec,
  type PanelSpec,
  type RunConfig,
  type TrajectoryEvent,
} from '@ranksweep/core';
import { curvePanel } from './curveSource.ts';
import type { Figure, FigurePanel } from './figure.ts';
import { heatmapPanel } from './heatmapSource.ts';

/** One run of a sweep, as far as a figure cares. */
export interface FigureRun {
  readonly runId: number;
  readonly part: string;
  /** Axes are paths in it. */
  readonly config: RunConfig;
  readonly seed: number;
}

/** A run as a source has it: its configuration may be damaged. */
export type SourceRun = Omit<FigureRun, 'config'> & { readonly config?: RunConfig | undefined };

/** What a figure reads. The store's readers are one. */
export interface FigureSource {
  /** By part, cell and seed: the order in which groups appear in the legend. */
  runsOfSweep(sweepId: number): readonly SourceRun[];
  /** Names of a run's ranked metric, from rank 1 upward: `component_norm_1`, `component_norm_2`, ...; none if it is not ranked. */
  rankedMetrics(runId: number, stem: string): readonly string[];
  /** Names of all metrics that the run has points of. */
  recordedMetrics(runId: number): readonly string[];
  /** The metrics in the order given, without those that the run has no points of. */
  trajectory(runId: number, metrics: readonly string[]): readonly MetricCurve[];
  /** Last value of each metric; empty before the run has ended. */
  finals(runId: number): ReadonlyMap<string, number>;
  /** By iteration. */
  events(runId: number): readonly TrajectoryEvent[];
}

export interface MetricCurve {
  readonly metric: string;
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

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

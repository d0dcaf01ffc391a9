/** From stored runs to a figure. */
import { getPath, type FigureSpec, type PanelSpec } from '@ranksweep/core';
import type { Curve, Figure, FigurePanel } from './figure.ts';

/** One run of a sweep, as far as a figure cares. */
export interface FigureRun {
  readonly runId: number;
  readonly part: string;
  /** A run configuration; axes are paths in it. */
  readonly config: object;
  readonly seed: number;
}

/** What a figure reads. The store's readers are one. */
export interface FigureSource {
  /** By part, cell and seed: the order in which groups appear in the legend. */
  runsOfSweep(sweepId: number): readonly FigureRun[];
  /** Names of a run's ranked metric, from rank 1 upward: `component_norm_1`, `component_norm_2`, ...; none if it is not ranked. */
  rankedMetrics(runId: number, stem: string): readonly string[];
  /** The metrics in the order given, without those that the run has no points of. */
  trajectory(runId: number, metrics: readonly string[]): readonly MetricCurve[];
}

export interface MetricCurve {
  readonly metric: string;
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** The figure of a sweep as far as its runs have come; a panel without data is kept, and says so when drawn. */
export function figureFromStore(source: FigureSource, sweepId: number, spec: FigureSpec): Figure {
  const runs = source.runsOfSweep(sweepId);
  return {
    caption: spec.caption,
    ...(spec.columns === undefined ? {} : { columns: spec.columns }),
    panels: spec.panels.map((panel) => figurePanel(source, runs, panel)),
  };
}

function figurePanel(source: FigureSource, runs: readonly FigureRun[], spec: PanelSpec): FigurePanel {
  const chosen = runs.filter((run) => run.part === spec.part && matches(run.config, spec.where));
  // Cells that differ in nothing that fixes the numbers share their runs.
  const distinct = [...new Map(chosen.map((run) => [run.runId, run])).values()];
  return {
    title: spec.title,
    yTitle: spec.yTitle ?? metricInWords(spec.metric),
    ...(spec.colorBy === undefined ? {} : { groupTitle: pathInWords(spec.colorBy) }),
    curves: distinct.flatMap((run) => curvesOfRun(source, run, spec)),
  };
}

function curvesOfRun(source: FigureSource, run: FigureRun, spec: PanelSpec): Curve[] {
  const ranked = source.rankedMetrics(run.runId, spec.metric).slice(0, spec.top);
  if (ranked.length > 0) {
    const recorded = source.trajectory(run.runId, ranked);
    return recorded.map(({ metric, iterations, values }) => ({
      rank: Number(metric.slice(spec.metric.length + 1)),
      seed: run.seed,
      iterations,
      values,
    }));
  }
  const group = spec.colorBy === undefined ? undefined : getPath(run.config, spec.colorBy);
  return source.trajectory(run.runId, [spec.metric]).map(({ iterations, values }) => ({
    seed: run.seed,
    ...(group === undefined ? {} : { group: typeof group === 'string' ? group : JSON.stringify(group) }),
    iterations,
    values,
  }));
}

function matches(config: object, where: PanelSpec['where']): boolean {
  return Object.entries(where).every(
    ([axis, value]) => JSON.stringify(getPath(config, axis)) === JSON.stringify(value),
  );
}

/** `local_component_norm{1,2}` -> `local component norm {1,2}`. */
function metricInWords(metric: string): string {
  return metric.replaceAll('_', ' ').replace(/\s*\{/, ' {');
}

/** `optimizer.learningRate` -> `optimizer learning rate`. */
function pathInWords(path: string): string {
  return path
    .replaceAll('.', ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/** From stored runs to a heat map: the median of a value over the runs of every cell. */
import { getPath, hint, InputError, median, rankedName, significantCount } from '@ranksweep/core';
import { type HeatmapPanelSpec, type HeatmapValueSpec } from '@ranksweep/kinds';
import type { HeatmapCell, HeatmapPanel } from './figure.ts';
import type { FigureRun, FigureSource } from './figureSource.ts';
import { axisLabels, heatmapValueInWords, pathInWords } from './words.ts';

/** @throws InputError for a metric that the runs have not recorded */
export function heatmapPanel(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: HeatmapPanelSpec,
): HeatmapPanel {
  const { title, x, y, scale } = spec;
  const xAxis = axisOf(runs, x);
  const yAxis = axisOf(runs, y);
  const byCell = [...Map.groupBy(runs, (run) => JSON.stringify([keyOf(run, x), keyOf(run, y)])).values()];
  return {
    kind: 'heatmap',
    title,
    xTitle: spec.xTitle ?? pathInWords(x),
    yTitle: spec.yTitle ?? pathInWords(y),
    valueTitle: (spec.valueTitle ?? heatmapValueInWords(spec.value)) + medianNote(byCell),
    ...(scale === undefined ? {} : { scale }),
    xLabels: [...xAxis.values()],
    yLabels: [...yAxis.values()],
    cells: byCell.flatMap((inCell): HeatmapCell[] => {
      const run = inCell[0]!;
      const values = inCell.flatMap((one) => valueOf(source, one, spec) ?? []);
      if (values.length === 0) return [];
      return [{ x: xAxis.get(keyOf(run, x))!, y: yAxis.get(keyOf(run, y))!, value: median(values) }];
    }),
  };
}

const keyOf = (run: FigureRun, axis: string): string => JSON.stringify(getPath(run.config, axis) ?? null);

/** The runs' values of an axis, as JSON, with their labels; numbers ascending, other values as the cells have them. */
function axisOf(runs: readonly FigureRun[], axis: string): Map<string, string> {
  const keys = [...new Set(runs.map((run) => keyOf(run, axis)))];
  const values = keys.map((key): unknown => JSON.parse(key));
  if (values.every((value) => typeof value === 'number')) values.sort((a, b) => a - b);
  const labels = axisLabels(values);
  return new Map(values.map((value, i) => [JSON.stringify(value), labels[i]!]));
}

function medianNote(cells: readonly (readonly FigureRun[])[]): string {
  if (cells.every((runs) => runs.length === 1)) return '';
  const onlySeedsDiffer = cells.every((runs) => new Set(runs.map((run) => run.seed)).size === runs.length);
  return onlySeedsDiffer ? ', median over seeds' : ', median over all runs of a cell';
}

/** Undefined for a run that has not ended; Infinity for a value that is not finite, and for an event that did not happen. */
function valueOf(source: FigureSource, run: FigureRun, spec: HeatmapPanelSpec): number | undefined {
  const finals = source.finals(run.runId);
  if (finals.size === 0) return undefined;
  const value = spec.value.kind === 'event' ? eventOf(source, run, spec.value) : finalOf(finals, run, spec);
  return Number.isFinite(value) ? value : Infinity;
}

function eventOf(
  source: FigureSource,
  { runId }: FigureRun,
  { event, subject }: Extract<HeatmapValueSpec, { kind: 'event' }>,
): number {
  const found = source
    .events(runId)
    .find((one) => one.kind === event && (subject === undefined || one.subject === subject));
  return found?.iteration ?? Infinity;
}

function finalOf(finals: ReadonlyMap<string, number>, { runId }: FigureRun, spec: HeatmapPanelSpec): number {
  const { kind, metric } = spec.value as Exclude<HeatmapValueSpec, { kind: 'event' }>;
  if (kind === 'final') {
    const value = finals.get(metric);
    if (value !== undefined) return value;
    throw missing(`the metric '${metric}'`, metric, [...finals.keys()]);
  }
  const largest = finals.get(`${metric}_1`);
  if (largest === undefined) {
    throw missing(`the ranked metric '${metric}'`, metric, [
      ...new Set([...finals.keys()].flatMap((name) => rankedName(name)?.stem ?? [])),
    ]);
  }
  if (!Number.isFinite(largest)) return Infinity;
  const values = [...finals].filter(([name]) => rankedName(name)?.stem === metric).map(([, value]) => value);
  return significantCount(values, largest);

  function missing(what: string, name: string, names: readonly string[]): InputError {
    const where = `figure, panel '${spec.title}'`;
    return new InputError(
      `${where}: expected ${what} among those of run ${runId}, found none${hint(name, names, 'it has')}`,
    );
  }
}

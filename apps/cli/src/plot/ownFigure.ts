/** Figures that no definition has: of one metric, or of an event, as the options of `ranksweep plot` ask for it. */
import { getPath, hint, InputError, pathHint, rankedName } from '@ranksweep/core';
import { configPaths, parseFigure, type FigureSpec, type PanelSpec } from '@ranksweep/kinds';
import type { FigureSource, SourceRun } from '@ranksweep/plot';
import { positiveNumber } from '../optionValues.ts';
import type { Choices, PanelOptions } from './options.ts';

type Runs = readonly SourceRun[];

/**
 * A panel for every part that has recorded the metric.
 * @throws InputError for a metric that no run has recorded
 */
export function ownFigure(
  source: FigureSource,
  runs: Runs,
  { metric, event, against, spread, over, factor: factorText }: PanelOptions,
): FigureSpec {
  const parts = [...new Set(runs.map(({ part }) => part))];
  const having =
    metric === undefined
      ? parts
      : parts.filter((part) => runs.some((run) => run.part === part && hasMetric(source, run.runId, metric)));
  if (having.length === 0) throw unknownMetric(source, runs, metric!);
  const only = metric === undefined ? `first ${event!.replaceAll('_', ' ')}` : metric.replaceAll('_', ' ');
  const factor = factorText === undefined ? {} : { factor: positiveNumber('--factor', factorText) };
  const value = metric === undefined ? { kind: 'event', event } : { kind: 'final', metric, ...factor };
  const ofCurves = against === undefined && spread === 'range' ? 'band' : spread;
  const summary = {
    ...(ofCurves === undefined ? {} : { seeds: ofCurves }),
    ...(over === undefined ? {} : { over }),
  };
  const panels = having.map((part) => {
    const title = having.length === 1 ? only : part;
    return against === undefined
      ? { title, part, metric, ...factor, ...summary }
      : {
          kind: 'final',
          title,
          lines: [{ part, x: against, value }],
          ...summary,
        };
  });
  return parseFigure({ caption: '', panels }, 'plot');
}

const hasMetric = (source: FigureSource, runId: number, metric: string): boolean =>
  source.recordedMetrics(runId).some((name) => name === metric || rankedName(name)?.stem === metric);

function unknownMetric(source: FigureSource, runs: Runs, metric: string): InputError {
  const recorded = new Set(runs.flatMap(({ runId }) => source.recordedMetrics(runId)));
  if (recorded.size === 0) return new InputError('plot: expected runs that have begun, found none');
  const names = [...recorded].flatMap((name) => rankedName(name)?.stem ?? name);
  return new InputError(
    `--metric: expected a metric that the runs have recorded, found '${metric}'${hint(metric, [...new Set(names)], 'they have')}`,
  );
}

/**
 * The figure of those runs alone that the choices name, with colours and axes as they say. Panels keep what they choose themselves.
 * @throws InputError for a key or a value that no run has
 */
export function chosenFigure(
  figure: FigureSpec,
  runs: Runs,
  { where, colorBy, xUnit, logAxes }: Choices,
): FigureSpec {
  for (const [path, value] of Object.entries(where)) {
    requirePath('--where', runs, path);
    requireValue(runs, path, value);
  }
  if (colorBy !== undefined) requirePath('--color-by', runs, colorBy);
  if (xUnit !== undefined && figure.panels.every(({ kind }) => kind === 'final' || kind === 'heatmap')) {
    throw new InputError(
      '--x: expected a figure with curves, whose axis it is about, found none; --metric draws some',
    );
  }
  const choice = <Choosing extends { readonly where: Choices['where'] }>(drawn: Choosing): Choosing => ({
    ...drawn,
    where: { ...where, ...drawn.where },
  });
  const color = colorBy === undefined ? {} : { colorBy };
  const scales = {
    ...(logAxes.includes('x') ? { xScale: 'log' as const } : {}),
    ...(logAxes.includes('y') ? { yScale: 'log' as const } : {}),
  };
  const panels = figure.panels.map((panel): PanelSpec => {
    if (panel.kind === 'heatmap') return choice(panel);
    if (panel.kind === 'final') {
      return { ...panel, ...scales, lines: panel.lines.map((line) => ({ ...choice(line), ...color })) };
    }
    return { ...choice(panel), ...color, ...(xUnit === undefined ? {} : { xUnit }), ...scales };
  });
  return { ...figure, panels };
}

/** @throws InputError for a key that no run's configuration may have */
export function requirePath(option: string, runs: Runs, path: string): void {
  const configs = runs.flatMap(({ config }) => config ?? []);
  if (configs.length === 0 || configs.some((config) => getPath(config, path) !== undefined)) return;
  const known = [...new Set(configs.slice(0, MOST_LOOKED_AT).flatMap(configPaths))];
  throw new InputError(
    `${option}: expected a key of the runs' configurations, found '${path}'${pathHint(path, known)}`,
  );
}

/** Configurations that a hint is taken from. */
const MOST_LOOKED_AT = 10;

function requireValue(runs: Runs, path: string, value: unknown): void {
  const found = new Set(
    runs.flatMap(({ config }) => (config ? [JSON.stringify(getPath(config, path))] : [])),
  );
  if (found.has(JSON.stringify(value))) return;
  throw new InputError(
    `--where: expected a value of ${path} that runs have, found ${JSON.stringify(value)}` +
      hint(JSON.stringify(value), [...found], 'they have'),
  );
}

/** From stored runs to a panel of what they end with, against an axis. */
import { getPath, median } from '@ranksweep/core';
import type { FinalLineSpec, FinalPanelSpec } from '@ranksweep/kinds';
import { keyAt, labelsAt, variantsOf, widestPath, type Variants } from './differences.ts';
import type { FinalLine, FinalPanel, FinalPoint } from './figure.ts';
import type { FigureRun, FigureSource } from './figureSource.ts';
import { finalValue } from './finalValue.ts';
import { quantile } from './quantile.ts';
import { refusalOf } from './refusal.ts';
import { axisLabels, pathInWords, valueInWords } from './words.ts';

/** One run as the panel sees it. */
interface Ended {
  readonly group?: string;
  readonly variant?: string;
  /** On the axis: a number where all of the panel's are. */
  readonly x: unknown;
  readonly value: number;
  /** 0 where none is asked for or known. */
  readonly error: number;
  readonly theory?: number;
}

/**
 * @param runsOf the runs that a line draws
 * @throws InputError for a metric that the runs have not recorded
 */
export function finalPanel(
  source: FigureSource,
  runsOf: (line: FinalLineSpec) => readonly FigureRun[],
  spec: FinalPanelSpec,
): FinalPanel {
  const { title, seeds = 'range', xScale, yScale, span } = spec;
  const lines = spec.lines.map((line) => lineOf(line, runsOf(line), spec));
  const { mostError = Infinity } = spec;
  const measured = lines.flatMap((line) => endedRuns(source, line, title));
  const telling = measured.filter(({ error }) => error <= mostError);
  const values = measured.length - telling.length;
  const ended = telling.flatMap((run) => (spec.show === 'deviations' ? deviationOf(run) : run));
  const xs = [...new Map(ended.map(({ x }) => [JSON.stringify(x), x])).values()];
  const isNumeric = xs.every((x) => typeof x === 'number');
  const places = new Map(xs.map((x, i) => [JSON.stringify(x), isNumeric ? (x as number) : i]));
  const refusal = refusalOf(lines.map(({ variants }) => variants));
  const titles = <T>(of: (line: Line) => T | undefined): T[] => [
    ...new Set(lines.flatMap((line) => of(line) ?? [])),
  ];
  const groupTitles = titles(({ colorBy }) => colorBy && pathInWords(colorBy));
  const variantTitles = titles(({ variants }) => variants.title);
  const [first] = spec.lines;
  return {
    kind: 'final',
    title,
    xTitle: spec.xTitle ?? (typeof first!.x === 'string' ? pathInWords(first!.x) : ''),
    yTitle: spec.yTitle ?? valueInWords(first!.value),
    ...(groupTitles.length === 0 ? {} : { groupTitle: groupTitles.join(' / ') }),
    ...(variantTitles.length === 1 ? { variantTitle: variantTitles[0]! } : {}),
    ...(refusal === undefined ? {} : { refusal }),
    seeds,
    hasErrors: spec.lines.some(({ error }) => error !== undefined),
    ...(values === 0 ? {} : { leftOut: { values, of: measured.length, mostError } }),
    ...(isNumeric ? {} : { xLabels: axisLabels(xs) }),
    ...(xScale === undefined || !isNumeric ? {} : { xScale }),
    ...(yScale === undefined ? {} : { yScale }),
    ...(span === undefined ? {} : { span }),
    lines: [...Map.groupBy(ended, ({ group, variant }) => JSON.stringify([group, variant])).values()].map(
      (alike) => lineThrough(alike, places, seeds),
    ),
  };
}

/** A line of the specification with its runs and what tells these apart. */
interface Line {
  readonly spec: FinalLineSpec;
  readonly runs: readonly FigureRun[];
  /** The axis whose values have a colour each. */
  readonly colorBy?: string;
  readonly variants: Variants;
}

/** Where neither a label nor an axis has the colours, the axis with the most values gets them. */
function lineOf(spec: FinalLineSpec, runs: readonly FigureRun[], panel: FinalPanelSpec): Line {
  const named = typeof spec.x === 'string' ? [spec.x] : [];
  const isColored = panel.lines.some(({ label, colorBy }) => label !== undefined || colorBy !== undefined);
  const colorBy = isColored ? spec.colorBy : widestPath(runs, variantsOf(runs, named).paths);
  const variants = variantsOf(runs, colorBy === undefined ? named : [...named, colorBy]);
  return { spec, runs, variants, ...(colorBy === undefined ? {} : { colorBy }) };
}

function endedRuns(source: FigureSource, { spec, runs, colorBy, variants }: Line, title: string): Ended[] {
  const where = `figure, panel '${title}'`;
  const last = (run: FigureRun, metric: string | undefined): number | undefined =>
    metric === undefined ? undefined : finalValue(source, run, { kind: 'final', metric }, where);
  const colors = colorBy === undefined ? undefined : labelsAt(runs, colorBy);
  return runs.flatMap((run): Ended[] => {
    const value = finalValue(source, run, spec.value, where);
    if (value === undefined) return [];
    const group = [spec.label, colors?.get(keyAt(run, colorBy!))].filter((word) => word !== undefined);
    const variant = variants.labelOf(run);
    const theory = last(run, spec.theory);
    return [
      {
        ...(group.length === 0 ? {} : { group: group.join(', ') }),
        ...(variant === undefined ? {} : { variant }),
        x: typeof spec.x === 'number' ? spec.x : (getPath(run.config, spec.x) ?? null),
        value,
        error: last(run, spec.error) ?? 0,
        ...(theory === undefined ? {} : { theory }),
      },
    ];
  });
}

/** None of a run that theory says nothing of. */
function deviationOf(run: Ended): Ended[] {
  return run.theory === undefined ? [] : [{ ...run, value: run.value - run.theory, theory: 0 }];
}

function lineThrough(
  runs: readonly Ended[],
  places: ReadonlyMap<string, number>,
  seeds: FinalPanel['seeds'],
): FinalLine {
  const { group, variant } = runs[0]!;
  const byPlace = [...Map.groupBy(runs, ({ x }) => places.get(JSON.stringify(x))!)].sort(([a], [b]) => a - b);
  return {
    ...(group === undefined ? {} : { group }),
    ...(variant === undefined ? {} : { variant }),
    points: byPlace.flatMap(([x, alike]) =>
      seeds === 'points'
        ? alike.map((run) => ({ x, ...summary([run], 0) }))
        : [{ x, ...summary(alike, seeds === 'range' ? 0 : 0.25) }],
    ),
    theory: byPlace.flatMap(([x, alike]) => {
      const said = alike.flatMap(({ theory }) => theory ?? []);
      return [...new Set(said)].map((value) => ({ x, value }));
    }),
  };
}

/** @param share of the runs that the bar leaves out at either end */
function summary(runs: readonly Ended[], share: number): Omit<FinalPoint, 'x'> {
  const at = (of: (run: Ended) => number, part: number): number =>
    quantile(Float64Array.from(runs.map(of)).sort(), part);
  return {
    value: median(runs.map(({ value }) => value)),
    low: at(({ value, error }) => value - error, share),
    high: at(({ value, error }) => value + error, 1 - share),
    runs: runs.length,
  };
}

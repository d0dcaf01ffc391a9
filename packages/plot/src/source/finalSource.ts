/** From stored runs to a panel of what they end with, against an axis. */
import { getPath, given } from '@ranksweep/core';
import { MOST_VARIANTS, type AxisNames, type FinalLineSpec, type FinalPanelSpec } from '@ranksweep/kinds';
import { axisTitle, valueLabels } from './axisNames.ts';
import { keyAt, labelsAt, variantsOf, widestPath, type Variants } from './differences.ts';
import type { FinalPanel } from '../figure.ts';
import { lineThrough, type Ended } from './finalPoints.ts';
import type { FigureRun, FigureSource } from '../figureSource.ts';
import { finalValue } from './finalValue.ts';
import { refusalOf } from './refusal.ts';
import { summarizedOver } from './summarizedOver.ts';
import { valueInWords } from '../words.ts';

/**
 * @param runsOf the runs that a line draws
 * @throws InputError for a metric that the runs have not recorded
 */
export function finalPanel(
  source: FigureSource,
  runsOf: (line: FinalLineSpec) => readonly FigureRun[],
  spec: FinalPanelSpec,
  names?: AxisNames,
): FinalPanel {
  const { title, seeds = 'range', xScale, yScale, span, references } = spec;
  const lines = spec.lines.map((line) => lineOf(line, runsOf(line), spec, names));
  const { mostError = Infinity } = spec;
  const measured = lines.flatMap((line) => endedRuns(source, line, title));
  const telling = measured.filter(({ error }) => error <= mostError);
  const values = measured.length - telling.length;
  const ended = telling.flatMap((run) => (spec.show === 'deviations' ? deviationOf(run) : run));
  const xs = [...new Map(ended.map(({ x }) => [JSON.stringify(x), x])).values()];
  const isNumeric = xs.every((x) => typeof x === 'number');
  const places = new Map(xs.map((x, i) => [JSON.stringify(x), isNumeric ? (x as number) : i]));
  const titles = <T>(of: (line: Line) => T | undefined): T[] => [
    ...new Set(lines.flatMap((line) => of(line) ?? [])),
  ];
  const groupTitles = titles(({ colorBy }) => colorBy && axisTitle(colorBy, names));
  const variantTitles = titles(({ spec: { dash }, variants }) => (dash === undefined ? variants.title : ''));
  const valueTitles = [...new Set(spec.lines.map(({ value }) => valueInWords(value)))];
  const refusal = refusalOf(lines.map(({ variants }) => variants)) ?? dashRefusal(ended);
  const over = summarizedIn(lines, spec, names);
  const [first] = spec.lines;
  return {
    kind: 'final',
    title,
    xTitle: spec.xTitle ?? (typeof first!.x === 'string' ? axisTitle(first!.x, names) : ''),
    yTitle: spec.yTitle ?? valueTitles.join(', '),
    seeds,
    hasErrors: spec.lines.some(({ error }) => error !== undefined),
    ...given({
      groupTitle: groupTitles.length === 0 ? undefined : groupTitles.join(' / '),
      variantTitle: variantTitles.length === 1 ? variantTitles[0] || undefined : undefined,
      refusal,
      over,
      references,
      leftOut: values === 0 ? undefined : { values, of: measured.length, mostError },
      xLabels: isNumeric ? undefined : valueLabels(String(first!.x), xs, names),
      xScale: isNumeric ? xScale : undefined,
      yScale,
      span,
    }),
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
  lookOf(run: FigureRun): Pick<Ended, 'group' | 'variant'>;
}

const joined = (key: 'group' | 'variant', words: readonly (string | undefined)[]): object => {
  const said = words.filter((word) => word !== undefined);
  return said.length === 0 ? {} : { [key]: said.join(', ') };
};

/** Lines have dashes of their own, and of what tells their runs apart. */
function dashRefusal(ended: readonly Ended[]): string | undefined {
  if (ended.every(({ group }) => group === undefined)) return undefined;
  const dashes = new Set(ended.map(({ variant }) => variant)).size;
  return dashes > MOST_VARIANTS
    ? `${dashes} kinds of dashes would look alike: choose by where or colorBy`
    : undefined;
}

/** Undefined where nothing but seeds is summarized, and not by a mean, which tells of how many runs it is. */
function summarizedIn(
  lines: readonly Line[],
  { over, seeds }: FinalPanelSpec,
  names: AxisNames | undefined,
): string[] | undefined {
  if (over === undefined && seeds !== 'deviation') return undefined;
  const groups = lines.flatMap(({ runs, spec, lookOf }) => [
    ...Map.groupBy(runs, (run) => JSON.stringify([lookOf(run), placeOf(spec, run)])).values(),
  ]);
  return summarizedOver(groups, over ?? [], names);
}

const placeOf = ({ x }: FinalLineSpec, { config }: FigureRun): unknown =>
  typeof x === 'number' ? x : (getPath(config, x) ?? null);

/** Where neither a label nor an axis has the colours, the axis with the most values gets them. */
function lineOf(
  spec: FinalLineSpec,
  runs: readonly FigureRun[],
  panel: FinalPanelSpec,
  names: AxisNames | undefined,
): Line {
  const named = [...(typeof spec.x === 'string' ? [spec.x] : []), ...(panel.over ?? [])];
  const isColored = panel.lines.some(({ label, colorBy }) => label !== undefined || colorBy !== undefined);
  const colorBy = isColored ? spec.colorBy : widestPath(runs, variantsOf(runs, named).paths);
  const variants = variantsOf(runs, colorBy === undefined ? named : [...named, colorBy], names);
  const colors = colorBy === undefined ? undefined : labelsAt(runs, colorBy, names);
  return {
    runs,
    variants,
    spec,
    ...given({ colorBy }),
    lookOf: (run) => ({
      ...joined('group', [spec.label, colors?.get(keyAt(run, colorBy!))]),
      ...joined('variant', [spec.dash, variants.labelOf(run)]),
    }),
  };
}

function endedRuns(source: FigureSource, { spec, runs, lookOf }: Line, title: string): Ended[] {
  const where = `figure, panel '${title}'`;
  const factor = spec.value.kind === 'final' ? spec.value.factor : undefined;
  const last = (run: FigureRun, metric: string | undefined): number | undefined =>
    metric === undefined ? undefined : finalValue(source, run, { kind: 'final', metric, factor }, where);
  return runs.flatMap((run): Ended[] => {
    const value = finalValue(source, run, spec.value, where);
    if (value === undefined) return [];
    const theory = last(run, spec.theory);
    return [
      {
        ...lookOf(run),
        x: placeOf(spec, run),
        value,
        error: last(run, spec.error) ?? 0,
        ...given({ theory }),
        isDiverged: run.status === 'diverged',
      },
    ];
  });
}

/** None of a run that theory says nothing of. */
function deviationOf(run: Ended): Ended[] {
  return run.theory === undefined ? [] : [{ ...run, value: run.value - run.theory, theory: 0 }];
}

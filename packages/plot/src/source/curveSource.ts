/** From stored runs to panels of curves. */
import { given, hint, InputError } from '@ranksweep/core';
import {
  iterationsPerEpoch,
  kindOf,
  recordingOf,
  type AxisNames,
  type CurvePanelSpec,
} from '@ranksweep/kinds';
import { axisTitle } from './axisNames.ts';
import { keyAt, labelsAt, variantsOf, widestPath, type Variants } from './differences.ts';
import type { Curve, CurvePanel } from '../figure.ts';
import type { FigureRun, FigureSource } from '../figureSource.ts';
import { mayBeUntold } from './finalValue.ts';
import { refusalOf } from './refusal.ts';
import { summarizedOver } from './summarizedOver.ts';
import { metricInWords, scaledInWords, theoryInWords } from '../words.ts';

/**
 * Runs that differ in more than `colorBy` get dashes, too. Those of a ranked metric, whose colours are the ranks, get a panel for
 * each setting: dashes of ten ranks would cross each other.
 * @throws InputError where a run that has recorded the panel's metric does not record its theory
 */
export function curvePanels(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: CurvePanelSpec,
  names?: AxisNames,
): CurvePanel[] {
  const isRanked = runs.some((run) => source.rankedMetrics(run.runId, spec.metric).length > 0);
  const look = isRanked ? undefined : lookOf(runs, spec, names);
  const variants = look?.variants ?? variantsOf(runs, spec.over ?? [], names);
  const panelOf = (some: readonly FigureRun[]): CurvePanel => curvePanel(source, some, { spec, look, names });
  const refusal = refusalOf([variants]) ?? epochRefusal(runs, spec);
  if (refusal !== undefined) return [{ ...panelOf([]), refusal }];
  if (!isRanked || variants.count === 1) return [panelOf(runs)];
  return [...Map.groupBy(runs, variants.labelOf)].map(([label, alike]) => ({
    ...panelOf(alike),
    title: `${spec.title}, ${variants.title === undefined ? '' : `${variants.title} `}${label}`,
  }));
}

/** How runs of an unranked metric are told apart. */
export interface Look {
  readonly colorBy?: string;
  readonly variants: Variants;
}

/** Without `colorBy`, the axis with the most values has the colours. */
function lookOf(
  runs: readonly FigureRun[],
  { colorBy: given, over = [] }: CurvePanelSpec,
  names: AxisNames | undefined,
): Look {
  const colorBy = given ?? widestPath(runs, variantsOf(runs, over).paths);
  return colorBy === undefined
    ? { variants: variantsOf(runs, over, names) }
    : { colorBy, variants: variantsOf(runs, [...over, colorBy], names) };
}

/** Why curves cannot be drawn over epochs. */
export function epochRefusal(runs: readonly FigureRun[], { xUnit }: CurvePanelSpec): string | undefined {
  if (xUnit !== 'epochs') return undefined;
  const without = runs.find(({ config }) => iterationsPerEpoch(config) === undefined);
  return without && `runs of the kind ${kindOf(without.config).name} have no epochs: choose iterations`;
}

export interface Drawing {
  readonly spec: CurvePanelSpec;
  readonly look: Look | undefined;
  readonly names: AxisNames | undefined;
}

export function curvePanel(
  source: FigureSource,
  runs: readonly FigureRun[],
  { spec, look, names }: Drawing,
): CurvePanel {
  const { colorBy, variants }: Partial<Look> = look ?? {};
  const { title, metric, theory, factor, over, xUnit, xScale, yScale, references } = spec;
  const seeds = spec.seeds ?? (over === undefined ? undefined : 'band');
  const colors = colorBy === undefined ? undefined : labelsAt(runs, colorBy, names);
  const lookOfRun = (run: FigureRun): Pick<Curve, 'group' | 'variant'> =>
    given({ group: colors?.get(keyAt(run, colorBy!)), variant: variants?.labelOf(run) });
  const told = (run: FigureRun, curves: readonly Curve[]): Curve[] => {
    const look = lookOfRun(run);
    return curves.map((curve) => ({ ...curve, ...look }));
  };
  const summarized = (): string[] =>
    summarizedOver(Map.groupBy(runs, (run) => JSON.stringify(lookOfRun(run))).values(), over ?? [], names);
  const theoryCurves = (name: string): Curve[] =>
    runs.flatMap((run) => told(run, theoryOfRun(source, run, spec, name)));
  return {
    title,
    yTitle: spec.yTitle ?? scaledInWords(metricInWords(metric), factor),
    curves: runs.flatMap((run) => told(run, curvesOfRun(source, run, spec, metric))),
    runs: runs.map(({ runId }) => runId),
    ...given({
      groupTitle: colorBy === undefined ? undefined : axisTitle(colorBy, names),
      variantTitle: variants?.title,
      seeds,
      over: over === undefined && seeds !== 'deviation' ? undefined : summarized(),
      xUnit,
      references,
      theory:
        theory === undefined
          ? undefined
          : { title: theoryInWords(theory, metric), curves: theoryCurves(theory) },
      xScale,
      yScale,
    }),
  };
}

function curvesOfRun(source: FigureSource, run: FigureRun, spec: CurvePanelSpec, metric: string): Curve[] {
  const ranked = source.rankedMetrics(run.runId, metric).slice(0, spec.top);
  const isRanked = ranked.length > 0;
  const { factor = 1 } = spec;
  const perUnit = spec.xUnit === 'epochs' ? (iterationsPerEpoch(run.config) ?? 1) : 1;
  return source
    .trajectory(run.runId, isRanked ? ranked : [metric], run.upTo)
    .map(({ metric: name, iterations, values }) => ({
      ...(isRanked ? { rank: Number(name.slice(metric.length + 1)) } : {}),
      seed: run.seed,
      ...(run.status === 'diverged' ? { isDiverged: true } : {}),
      iterations: each(iterations, perUnit, (iteration) => iteration / perUnit),
      values: each(values, factor, (value) => value * factor),
    }));
}

/** The same numbers where the unit is 1. */
const each = (
  numbers: ArrayLike<number>,
  unit: number,
  scaled: (number: number) => number,
): ArrayLike<number> => (unit === 1 ? numbers : Float64Array.from(numbers, scaled));

/** A run that has not recorded the metric itself has nothing to lay the theory over. */
function theoryOfRun(source: FigureSource, run: FigureRun, spec: CurvePanelSpec, theory: string): Curve[] {
  const { metric, title } = spec;
  if (source.rankedMetrics(run.runId, metric).length + source.trajectory(run.runId, [metric]).length === 0) {
    return [];
  }
  const curves = curvesOfRun(source, run, spec, theory);
  if (curves.length > 0 || mayBeUntold(run, theory)) return curves;
  if (recordingOf(run.config, { metric: theory, form: 'either' }) === 'unrecorded') return [];
  const recorded = source.recordedMetrics(run.runId);
  const names = [...new Set(recorded.flatMap((name) => [name, name.replace(/_\d+$/, '')]))];
  throw new InputError(
    `figure, panel '${title}': expected the theory '${theory}' among the metrics of run ${run.runId}, found none` +
      hint(
        theory,
        names.filter((name) => !/_\d+$/.test(name) && name !== metric),
        'it has',
      ),
  );
}

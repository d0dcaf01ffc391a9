/** From stored runs to panels of curves. */
import { hint, InputError } from '@ranksweep/core';
import type { CurvePanelSpec } from '@ranksweep/kinds';
import { keyAt, labelsAt, variantsOf, widestPath, type Variants } from './differences.ts';
import type { Curve, CurvePanel } from './figure.ts';
import type { FigureRun, FigureSource } from './figureSource.ts';
import { mayBeUntold } from './finalValue.ts';
import { refusalOf } from './refusal.ts';
import { metricInWords, pathInWords, theoryInWords } from './words.ts';

/**
 * Runs that differ in more than `colorBy` get dashes, too. Those of a ranked metric, whose colours are the ranks, get a panel for
 * each setting: dashes of ten ranks would cross each other.
 * @throws InputError where a run that has recorded the panel's metric does not record its theory
 */
export function curvePanels(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: CurvePanelSpec,
): CurvePanel[] {
  const isRanked = runs.some((run) => source.rankedMetrics(run.runId, spec.metric).length > 0);
  const look = isRanked ? undefined : lookOf(runs, spec);
  const variants = look?.variants ?? variantsOf(runs, []);
  const refusal = refusalOf([variants]);
  if (refusal !== undefined) return [{ ...curvePanel(source, [], spec, look), refusal }];
  if (!isRanked || variants.count === 1) return [curvePanel(source, runs, spec, look)];
  return [...Map.groupBy(runs, variants.labelOf)].map(([label, alike]) => ({
    ...curvePanel(source, alike, spec, look),
    title: `${spec.title}, ${variants.title === undefined ? '' : `${variants.title} `}${label}`,
  }));
}

/** How runs of an unranked metric are told apart. */
interface Look {
  readonly colorBy?: string;
  readonly variants: Variants;
}

/** Without `colorBy`, the axis with the most values has the colours. */
function lookOf(runs: readonly FigureRun[], spec: CurvePanelSpec): Look {
  const colorBy = spec.colorBy ?? widestPath(runs, variantsOf(runs, []).paths);
  return colorBy === undefined
    ? { variants: variantsOf(runs, []) }
    : { colorBy, variants: variantsOf(runs, [colorBy]) };
}

function curvePanel(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: CurvePanelSpec,
  { colorBy, variants }: Partial<Look> = {},
): CurvePanel {
  const { title, metric, theory, seeds, xScale, yScale } = spec;
  const colors = colorBy === undefined ? undefined : labelsAt(runs, colorBy);
  const told = (run: FigureRun, curves: readonly Curve[]): Curve[] => {
    const group = colors?.get(keyAt(run, colorBy!));
    const variant = variants?.labelOf(run);
    return curves.map((curve) => ({
      ...curve,
      ...(group === undefined ? {} : { group }),
      ...(variant === undefined ? {} : { variant }),
    }));
  };
  const theoryCurves = (name: string): Curve[] =>
    runs.flatMap((run) => told(run, theoryOfRun(source, run, spec, name)));
  return {
    title,
    yTitle: spec.yTitle ?? metricInWords(metric),
    ...(colorBy === undefined ? {} : { groupTitle: pathInWords(colorBy) }),
    ...(variants?.title === undefined ? {} : { variantTitle: variants.title }),
    curves: runs.flatMap((run) => told(run, curvesOfRun(source, run, spec, metric))),
    runs: runs.map(({ runId }) => runId),
    ...(seeds === undefined ? {} : { seeds }),
    ...(theory === undefined
      ? {}
      : { theory: { title: theoryInWords(theory, metric), curves: theoryCurves(theory) } }),
    ...(xScale === undefined ? {} : { xScale }),
    ...(yScale === undefined ? {} : { yScale }),
  };
}

function curvesOfRun(source: FigureSource, run: FigureRun, spec: CurvePanelSpec, metric: string): Curve[] {
  const ranked = source.rankedMetrics(run.runId, metric).slice(0, spec.top);
  const isRanked = ranked.length > 0;
  return source
    .trajectory(run.runId, isRanked ? ranked : [metric], run.upTo)
    .map(({ metric: name, iterations, values }) => ({
      ...(isRanked ? { rank: Number(name.slice(metric.length + 1)) } : {}),
      seed: run.seed,
      ...(run.status === 'diverged' ? { isDiverged: true } : {}),
      iterations,
      values,
    }));
}

/** A run that has not recorded the metric itself has nothing to lay the theory over. */
function theoryOfRun(source: FigureSource, run: FigureRun, spec: CurvePanelSpec, theory: string): Curve[] {
  const { metric, title } = spec;
  if (source.rankedMetrics(run.runId, metric).length + source.trajectory(run.runId, [metric]).length === 0) {
    return [];
  }
  const curves = curvesOfRun(source, run, spec, theory);
  if (curves.length > 0 || mayBeUntold(run, theory)) return curves;
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

/** From stored runs to a panel of curves. */
import { getPath, hint, InputError, rankedName } from '@ranksweep/core';
import { type CurvePanelSpec, kindOf } from '@ranksweep/kinds';
import type { Curve, CurvePanel } from './figure.ts';
import type { FigureRun, FigureSource } from './figureSource.ts';
import { metricInWords, pathInWords, theoryInWords } from './words.ts';

/** @throws InputError where a run that has recorded the panel's metric does not record its theory */
export function curvePanel(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: CurvePanelSpec,
): CurvePanel {
  const { title, metric, theory, colorBy, seeds, xScale, yScale } = spec;
  const theoryCurves = (name: string): Curve[] => runs.flatMap((run) => theoryOfRun(source, run, spec, name));
  return {
    title,
    yTitle: spec.yTitle ?? metricInWords(metric),
    ...(colorBy === undefined ? {} : { groupTitle: pathInWords(colorBy) }),
    curves: runs.flatMap((run) => curvesOfRun(source, run, spec, metric)),
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
  if (ranked.length > 0) {
    const recorded = source.trajectory(run.runId, ranked);
    return recorded.map(({ metric: name, iterations, values }) => ({
      rank: Number(name.slice(metric.length + 1)),
      seed: run.seed,
      iterations,
      values,
    }));
  }
  const group = spec.colorBy === undefined ? undefined : getPath(run.config, spec.colorBy);
  return source.trajectory(run.runId, [metric]).map(({ iterations, values }) => ({
    seed: run.seed,
    ...(group === undefined ? {} : { group: typeof group === 'string' ? group : JSON.stringify(group) }),
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

/**
 * Whether runs derive this metric from their trajectory if they are asked for the theory and follow gradient flow, and even then
 * only as far as the trajectory tells it: where a component is balanced, say.
 */
const mayBeUntold = ({ config }: FigureRun, metric: string): boolean =>
  kindOf(config)
    .derivable(config)
    .some((name) => name === metric || rankedName(name)?.stem === metric);

/** From stored runs to a panel of labelled curves: several metrics, parts or cells side by side. */
import { given } from '@ranksweep/core';
import {
  labelledCurves,
  type AxisNames,
  type LabelledCurveSpec,
  type CurvePanelSpec,
} from '@ranksweep/kinds';
import { curvePanel, epochRefusal } from './curveSource.ts';
import { variantsOf } from './differences.ts';
import type { Curve, CurvePanel } from '../figure.ts';
import type { FigureRun, FigureSource } from '../figureSource.ts';
import { refusalOf } from './refusal.ts';
import { summarizedOver } from './summarizedOver.ts';
import { metricInWords, scaledInWords } from '../words.ts';

/**
 * A label has a colour, joined with the value of `colorBy` where the panel has one. Axes that nothing names are told apart by dashes.
 * @param runsOf the runs that a line draws
 */
export function labelledCurvePanel(
  source: FigureSource,
  runsOf: (line: LabelledCurveSpec) => readonly FigureRun[],
  spec: CurvePanelSpec,
  names?: AxisNames,
): CurvePanel {
  const { colorBy, over = [], factor } = spec;
  const colored = given({ colorBy });
  const lines = labelledCurves(spec)!.map((line) => {
    const runs = runsOf(line);
    const variants = variantsOf(runs, [...over, ...Object.values(colored)], names);
    const look = { ...colored, variants };
    const panel = curvePanel(source, runs, { spec: { ...spec, ...line }, look, names });
    return { line, runs, variants, curves: panel.curves.map((curve) => labelled(curve, line.label)), panel };
  });
  const runs = lines.flatMap((line) => line.runs);
  const refusal = refusalOf(lines.map(({ variants }) => variants)) ?? epochRefusal(runs, spec);
  const variantTitle = lines.find(({ variants }) => variants.title !== undefined)?.variants.title;
  const metrics = [...new Set(lines.map(({ line }) => metricInWords(line.metric)))];
  const { groupTitle: _title, variantTitle: _variantTitle, ...shared } = lines[0]!.panel;
  return {
    ...shared,
    yTitle: spec.yTitle ?? scaledInWords(metrics.join(', '), factor),
    groupTitle: '',
    ...given({ variantTitle, refusal }),
    curves: refusal === undefined ? lines.flatMap(({ curves }) => curves) : [],
    runs: [...new Set(runs.map(({ runId }) => runId))],
    ...(shared.over === undefined ? {} : { over: summarized(lines, over, names) }),
  };
}

const labelled = (curve: Curve, label: string): Curve => ({
  ...curve,
  group: curve.group === undefined ? label : `${label}, ${curve.group}`,
});

/** What runs of one label differ in, whichever of its lines they are of. */
function summarized(
  lines: readonly { readonly line: LabelledCurveSpec; readonly runs: readonly FigureRun[] }[],
  over: readonly string[],
  names: AxisNames | undefined,
): string[] {
  const alike = Map.groupBy(lines, ({ line }) => line.label);
  const groups = [...alike.values()].map((some) => some.flatMap(({ runs }) => runs));
  return summarizedOver(groups, over, names);
}

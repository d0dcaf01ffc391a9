/** What a figure can draw of what its runs record. Their configurations tell it before anything is computed. */
import { getPath, hint, InputError, rankedName, type RunConfig } from '@ranksweep/core';
import type { RecordedNames } from '@ranksweep/run';
import { allNames, metricsOf, recordsWhatever } from '../metricNames.ts';
import { kindOf } from '../registry.ts';
import {
  labelledCurves,
  type CurvePanelSpec,
  type FigureSpec,
  type FinalLineSpec,
  type FinalPanelSpec,
  type PanelSpec,
  type ValueSpec,
} from './figureSchema.ts';

/** How a panel draws a metric: one value, the values of a ranked one, or whichever of both it is. */
export type MetricForm = 'one' | 'ranked' | 'either';

/** A metric that a panel draws of some runs. */
export interface DrawnMetric extends Pick<FinalLineSpec, 'part' | 'where'> {
  readonly metric: string;
  readonly form: MetricForm;
}

/** A panel as far as it can be drawn. */
export interface RecordedPanel {
  /** Without what is not recorded; undefined if nothing would be left to draw. */
  readonly panel: PanelSpec | undefined;
  readonly unrecorded: readonly DrawnMetric[];
}

/** Leaves out the lines, theories and errors of a panel whose metric no run records. */
export function recordedPanel(
  panel: PanelSpec,
  isUnrecorded: (drawn: DrawnMetric) => boolean,
): RecordedPanel {
  const unrecorded: DrawnMetric[] = [];
  const lacks: Lacks = ({ part, where }, metric, form) => {
    if (metric === undefined) return false;
    const drawn = { part, where, metric, form };
    const isLacking = isUnrecorded(drawn);
    if (isLacking) unrecorded.push(drawn);
    return isLacking;
  };
  return { panel: withoutLacking(panel, lacks), unrecorded };
}

/** Whether no run records a metric that is drawn of a part's cells; false where none is drawn. Notes that it is so. */
type Lacks = (
  of: Pick<FinalLineSpec, 'part' | 'where'>,
  metric: string | undefined,
  form: MetricForm,
) => boolean;

function withoutLacking(panel: PanelSpec, lacks: Lacks): PanelSpec | undefined {
  switch (panel.kind) {
    case 'heatmap':
      return lacksValue(panel, panel.value, lacks) ? undefined : panel;
    case 'final':
      return finalWithoutLacking(panel, lacks);
    default:
      return curvesWithoutLacking(panel, lacks);
  }
}

const lacksValue = (of: Pick<FinalLineSpec, 'part' | 'where'>, value: ValueSpec, lacks: Lacks): boolean =>
  value.kind !== 'event' && lacks(of, value.metric, value.kind === 'count' ? 'ranked' : 'one');

function curvesWithoutLacking(panel: CurvePanelSpec, lacks: Lacks): CurvePanelSpec | undefined {
  const labelled = labelledCurves(panel);
  if (labelled !== undefined) {
    const curves = labelled.filter((curve) => !lacks(curve, curve.metric, 'one'));
    return curves.length === 0 ? undefined : { ...panel, curves };
  }
  if (lacks(panel, panel.metric, 'either')) return undefined;
  const { theory, ...rest } = panel;
  return lacks(panel, theory, 'either') ? rest : panel;
}

function finalWithoutLacking(panel: FinalPanelSpec, lacks: Lacks): FinalPanelSpec | undefined {
  const lines = panel.lines.flatMap((line) => {
    if (lacksValue(line, line.value, lacks)) return [];
    const { theory, error, ...rest } = line;
    const lacksTheory = lacks(line, theory, 'one');
    if (lacksTheory && panel.show === 'deviations') return [];
    return {
      ...rest,
      ...(theory === undefined || lacksTheory ? {} : { theory }),
      ...(error === undefined || lacks(line, error, 'one') ? {} : { error }),
    };
  });
  return lines.length === 0 ? undefined : { ...panel, lines };
}

/**
 * Whether a run records a metric in this form. Where it does not, it is `mistaken` if no run of its kind could, or if it records it in
 * another form.
 */
export function recordingOf(
  config: RunConfig,
  { metric, form }: Pick<DrawnMetric, 'metric' | 'form'>,
): 'recorded' | 'unrecorded' | 'mistaken' {
  if (recordsWhatever(config)) return 'recorded';
  const { names, stems } = formsOf(metricsOf(config));
  const [isOne, isRanked] = [names.has(metric), stems.has(metric)];
  if ((isOne && form !== 'ranked') || (isRanked && form !== 'one')) return 'recorded';
  return isOne || isRanked || !isKnown(config, metric) ? 'mistaken' : 'unrecorded';
}

/** Whether some run of this kind has such a metric, or, of one that is derived, whether this run could. */
function isKnown(config: RunConfig, metric: string): boolean {
  const { isDerived, derivable, describeMetric } = kindOf(config);
  if (!isDerived(metric)) return describeMetric(metric) !== undefined;
  return derivable(config).some((name) => name === metric || rankedName(name)?.stem === metric);
}

interface Forms {
  readonly names: ReadonlySet<string>;
  /** Of ranked metrics. */
  readonly stems: ReadonlySet<string>;
}

/** Configurations that record the same often share one object. */
const knownForms = new WeakMap<RecordedNames, Forms>();

function formsOf(recorded: RecordedNames): Forms {
  const known = knownForms.get(recorded);
  if (known !== undefined) return known;
  const names = allNames(recorded);
  const forms = {
    names: new Set(names),
    stems: new Set(names.flatMap((name) => rankedName(name)?.stem ?? [])),
  };
  knownForms.set(recorded, forms);
  return forms;
}

/** Whether a run stands in the cells that these values of axes choose. */
export const isInCells = (config: object, where: FinalLineSpec['where']): boolean =>
  Object.entries(where).every(
    ([axis, value]) => JSON.stringify(getPath(config, axis)) === JSON.stringify(value),
  );

/** A run as far as this is concerned: in its part, with its configuration. */
interface PartRun {
  readonly part: string;
  readonly config: RunConfig;
}

/** What a figure will leave out, in sentences: metrics that no run of a part records, although it could. */
export function figureGaps(figure: FigureSpec, runs: readonly PartRun[]): string[] {
  const sentences = drawnOfRuns(figure, runs, 'unrecorded').map(
    ({ metric, part }) => `The figure leaves out ${metric}, which no run of ${part} records.`,
  );
  return [...new Set(sentences)];
}

/** @throws InputError if a figure draws a metric that none of its runs can have, or has in this form */
export function requireDrawable(figure: FigureSpec, runs: readonly PartRun[]): void {
  const [mistake] = drawnOfRuns(figure, runs, 'mistaken');
  if (mistake === undefined) return;
  const { title, metric, form, part, runs: own } = mistake;
  const { names, stems } = formsOf(metricsOf(own[0]!.config));
  const known = [...(form === 'ranked' ? [] : names), ...(form === 'one' ? [] : stems)];
  throw new InputError(
    `figure, panel '${title}': expected ${form === 'ranked' ? 'a ranked metric' : 'a metric'} that runs of ${part} record, ` +
      `found '${metric}'${hint(metric, known, 'they record')}`,
  );
}

interface DrawnOfRuns extends DrawnMetric {
  readonly title: string;
  readonly runs: readonly PartRun[];
}

/** What a figure draws that is so for all runs that it is drawn of. */
function drawnOfRuns(
  figure: FigureSpec,
  runs: readonly PartRun[],
  which: ReturnType<typeof recordingOf>,
): DrawnOfRuns[] {
  const ofPart = Map.groupBy(runs, ({ part }) => part);
  return figure.panels.flatMap((panel) => {
    const found: DrawnOfRuns[] = [];
    recordedPanel(panel, (drawn) => {
      const own = (ofPart.get(drawn.part) ?? []).filter(({ config }) => isInCells(config, drawn.where));
      const isSo = own.length > 0 && own.every(({ config }) => recordingOf(config, drawn) === which);
      if (isSo) found.push({ ...drawn, title: panel.title, runs: own });
      return isSo;
    });
    return found;
  });
}

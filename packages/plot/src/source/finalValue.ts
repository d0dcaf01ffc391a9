/** One number of a run that has ended: a metric's last value, a count of these, or an event's iteration. */
import { hint, InputError, rankedName, significantCount } from '@ranksweep/core';
import { kindOf, recordingOf, type ValueSpec } from '@ranksweep/kinds';
import type { FigureRun, FigureSource } from '../figureSource.ts';

/**
 * @param where what asks for it, for the message
 * @returns undefined for a run that has not ended, that does not record the metric, or that does not tell one which is derived from
 *   trajectories; Infinity for a value that is not finite, and for an event that did not happen
 * @throws InputError for a metric that the run should have recorded, or cannot have
 */
export function finalValue(
  source: FigureSource,
  run: FigureRun,
  value: ValueSpec,
  where: string,
): number | undefined {
  const finals = source.finals(run.runId, run.upTo);
  if (finals.size === 0) return undefined;
  const found =
    value.kind === 'event' ? eventOf(source, run, value) : finalOf(source, { finals, run }, value, where);
  if (found === undefined) return undefined;
  if (!Number.isFinite(found)) return Infinity;
  return value.kind === 'final' ? found * (value.factor ?? 1) : found;
}

/**
 * Whether runs derive this metric from their trajectory if they are asked for the theory and follow gradient flow, and even then
 * only as far as the trajectory tells it: where a component is balanced, say.
 */
export const mayBeUntold = ({ config }: FigureRun, metric: string): boolean =>
  kindOf(config)
    .derivable(config)
    .some((name) => name === metric || rankedName(name)?.stem === metric);

/** Whether what is drawn of a run ends before the metric was first recorded: where the run itself ended. */
const isLaterMetric = (source: FigureSource, { runId, upTo }: FigureRun, metric: string): boolean =>
  upTo !== undefined && source.finals(runId).has(metric);

function eventOf(
  source: FigureSource,
  { runId, upTo }: FigureRun,
  { event, subject }: Extract<ValueSpec, { kind: 'event' }>,
): number {
  const found = source
    .events(runId, upTo)
    .find((one) => one.kind === event && (subject === undefined || one.subject === subject));
  return found?.iteration ?? Infinity;
}

function finalOf(
  source: FigureSource,
  { finals, run }: { readonly finals: ReadonlyMap<string, number>; readonly run: FigureRun },
  { kind, metric }: Exclude<ValueSpec, { kind: 'event' }>,
  where: string,
): number | undefined {
  if (kind === 'final') {
    const value = finals.get(metric);
    if (value !== undefined) return value;
    if (mayBeUntold(run, metric) || isLaterMetric(source, run, metric)) return undefined;
    if (recordingOf(run.config, { metric, form: 'one' }) === 'unrecorded') return undefined;
    throw missing(`the metric '${metric}'`, [...finals.keys()]);
  }
  const largest = finals.get(`${metric}_1`);
  if (largest === undefined) {
    if (recordingOf(run.config, { metric, form: 'ranked' }) === 'unrecorded') return undefined;
    throw missing(`the ranked metric '${metric}'`, [
      ...new Set([...finals.keys()].flatMap((name) => rankedName(name)?.stem ?? [])),
    ]);
  }
  if (!Number.isFinite(largest)) return Infinity;
  const values = [...finals].filter(([name]) => rankedName(name)?.stem === metric).map(([, value]) => value);
  return significantCount(values, largest);

  function missing(what: string, names: readonly string[]): InputError {
    return new InputError(
      `${where}: expected ${what} among those of run ${run.runId}, found none${hint(metric, names, 'it has')}`,
    );
  }
}

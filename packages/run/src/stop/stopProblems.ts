/** Checks `stop.when` before a run begins: its form, its names, and the types of these. */
import { columnsByStem, InputError, listed, nearestName, type InputProblem } from '@ranksweep/core';
import { Condition, type ValueType } from '@ranksweep/expression';
import { errorOf } from './stopCondition.ts';
import { stopTerm, termText, type StopTerm } from './stopTerm.ts';

export interface StopNames {
  /** The metrics that the run has at its snapshots; undefined if it may have any. */
  readonly metrics: readonly string[] | undefined;
  /** The metric that it minimizes, if its kind knows. */
  readonly loss: string | undefined;
}

/** Empty if the condition is a sound one for such a run. */
export function stopProblems(text: string, names: StopNames): InputProblem[] {
  try {
    const condition = new Condition(text);
    for (const name of condition.names) requireKnown(name, names);
    condition.check((name) => new Set([typeOfTerm(stopTerm(name))]));
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const hint = /\w\{/.test(text) ? `; names with braces stand in brackets: ${EXAMPLE_WITH_BRACES}` : '';
    return [{ path: ['stop', 'when'], text: error.message + hint }];
  }
}

const EXAMPLE_WITH_BRACES = termText('risen', 'singular_value{1,2}_1');

const typeOfTerm = ({ kind }: StopTerm): ValueType => (kind === 'risen' ? 'boolean' : 'number');

function requireKnown(name: string, { metrics, loss }: StopNames): void {
  const term = stopTerm(name);
  if (term.kind === 'iteration') return;
  if (term.kind === 'plateau' && term.metric === undefined) {
    const error = errorOf(metrics ?? [], loss);
    if (error !== undefined && metrics?.includes(error) !== false) return;
    throw new InputError(
      'expected plateau.METRIC, since it is not known which metric is the error; found plateau',
    );
  }
  if (metrics === undefined) {
    if (term.kind !== 'risen' || /_\d+$/.test(term.metric!)) return;
    throw new InputError(
      `expected the name of a ranked metric, such as norm_3, after risen, found ${term.metric}`,
    );
  }
  const known = knownOf(term.kind, metrics);
  if (known.includes(term.metric!)) return;
  const found = name.includes('{') ? termText(term.kind, term.metric!) : name;
  const own = known.map((metric) => termText(term.kind, metric));
  throw new InputError(`${EXPECTED[term.kind]}, found ${found}${suggestion(found, own, metrics)}`);
}

const EXPECTED = {
  metric: 'expected a metric of the snapshots, or iteration, plateau, risen.METRIC or rank.METRIC',
  plateau: 'expected a metric of the snapshots after plateau',
  risen: 'expected one value of a ranked metric after risen',
  rank: 'expected a ranked metric without its number after rank',
} as const;

function knownOf(
  kind: Exclude<StopTerm['kind'], 'iteration'>,
  metrics: readonly string[],
): readonly string[] {
  if (kind === 'metric' || kind === 'plateau') return metrics;
  const groups = columnsByStem(metrics);
  if (kind === 'rank') return [...groups.keys()];
  return [...groups.values()].flat().map((column) => metrics[column]!);
}

const MOST_LISTED = 12;

/** The nearest of such terms, or else of all. @param own such terms */
function suggestion(found: string, own: readonly string[], metrics: readonly string[]): string {
  const others = TERMS.flatMap((kind) => knownOf(kind, metrics).map((metric) => termText(kind, metric)));
  // `rise.x` is a metric as it is written, and is not meant to be one.
  const nearestOwn = stopTerm(found).kind === 'metric' ? undefined : nearestName(found, own);
  const nearest = nearestOwn ?? nearestName(found, ['iteration', 'plateau', ...others]);
  if (nearest !== undefined) return `; did you mean ${nearest}?`;
  if (own.length === 0) return '; the run has none';
  const more = own.length > MOST_LISTED ? `, and ${own.length - MOST_LISTED} more` : '';
  return `; there are ${listed(own.slice(0, MOST_LISTED))}${more}`;
}

const TERMS = ['metric', 'risen', 'plateau', 'rank'] as const;

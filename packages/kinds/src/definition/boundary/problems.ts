/** What is wrong with the boundary of a part: with its axis, or with the names in its outcome. */
import { getPath, hint, InputError, shown, type InputProblem, type RunConfig } from '@ranksweep/core';
import { Condition, typeOf, type Value } from '@ranksweep/expression';
import { allNames, metricsOf, recordsWhatever } from '../../metricNames.ts';
import type { Axes } from '../cells.ts';
import type { BoundaryInput } from './schema.ts';

/** What an outcome may name beside metrics: how many updates the run took. */
export const ITERATIONS = 'iterations';

interface BoundedPart {
  readonly axes: Axes;
  readonly when?: object | undefined;
  readonly skip?: object | undefined;
  readonly seeds?: readonly number[] | undefined;
  readonly search?: object | undefined;
  readonly boundary?: BoundaryInput | undefined;
}

/** What each key's own schema cannot say. */
export function boundaryKeyProblems({ boundary, axes, when = {}, ...part }: BoundedPart): InputProblem[] {
  if (boundary === undefined) return [];
  const { along } = boundary;
  const beside = (['search', 'skip', 'seeds'] as const).filter((key) => part[key] !== undefined);
  return [
    ...beside.map((key) => ({ path: [key], text: `expected no ${key} beside boundary` })),
    ...axisProblems(along, axes[along], Object.keys(axes)).map((text) => ({
      path: ['boundary', 'along'],
      text,
    })),
    ...(Object.hasOwn(when, along)
      ? [
          {
            path: ['when', along],
            text: 'expected no condition, since the boundary is looked for along this axis',
          },
        ]
      : []),
  ];
}

function axisProblems(along: string, values: Axes[string] | undefined, axes: readonly string[]): string[] {
  if (values === undefined)
    return [`expected one of the axes, found ${shown(along)}${hint(along, axes, 'axes')}`];
  const other = values.find((value) => typeof value !== 'number');
  if (other !== undefined) return [`expected an axis of numbers, found ${shown(other)} among its values`];
  return new Set(values).size < 2 ? ['expected an axis of two values or more, found one'] : [];
}

/**
 * Problems with the outcome.
 * @param config of a run of the part
 */
export function outcomeProblems(config: RunConfig, { outcome }: BoundaryInput): InputProblem[] {
  const at = (text: string): InputProblem[] => [{ path: ['boundary', 'outcome'], text }];
  try {
    const condition = new Condition(outcome);
    const metrics = [...allNames(metricsOf(config)), ITERATIONS];
    const isMetric = (name: string): boolean => recordsWhatever(config) || metrics.includes(name);
    const keyOf = (name: string): Value | undefined => getPath(config, name) as Value | undefined;
    const unknown = condition.names.find((name) => !isMetric(name) && keyOf(name) === undefined);
    if (unknown !== undefined) {
      return at(
        `expected metrics that its runs record, or keys, found ${unknown}${hint(unknown, metrics, 'they record')}`,
      );
    }
    condition.check((name) => {
      const key = keyOf(name);
      return key === undefined ? new Set(['number']) : new Set([typeOf(key)]);
    });
    return [];
  } catch (error) {
    if (error instanceof InputError) return at(error.message);
    throw error;
  }
}

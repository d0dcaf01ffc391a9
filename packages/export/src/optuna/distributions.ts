/** Axes as Optuna's distributions. */
import type { SearchAxis } from '@ranksweep/kinds';

export type ParamValue = number | string;

/** How Optuna stores a parameter. */
export interface Distribution {
  /** As JSON, which `optuna.distributions.json_to_distribution` reads. */
  readonly json: string;
  /** What stands for a value: the value, or its place among the choices. */
  stored(value: ParamValue): number;
}

/**
 * @param values that cells have, as the table `cells` has them: true, false and lists are JSON text
 * @param axis of the search, whose bounds may lie farther out
 */
export function distributionOf(values: readonly ParamValue[], axis: SearchAxis | undefined): Distribution {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length || axis?.choices !== undefined) return categorical(values);
  const low = axis?.from ?? numbers.reduce((least, value) => Math.min(least, value), Infinity);
  const high = axis?.to ?? numbers.reduce((most, value) => Math.max(most, value), -Infinity);
  const isInteger = axis === undefined ? numbers.every(Number.isSafeInteger) : (axis.integer ?? false);
  const log = axis?.log ?? false;
  // Optuna wants no step beside a logarithm.
  const attributes = isInteger ? { log, step: 1, low, high } : { step: null, low, high, log };
  return {
    json: JSON.stringify({ name: isInteger ? 'IntDistribution' : 'FloatDistribution', attributes }),
    stored: Number,
  };
}

function categorical(values: readonly ParamValue[]): Distribution {
  const choices = [...new Set(values)];
  return {
    json: JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: choices.map(choiceOf) } }),
    stored: (value) => choices.indexOf(value),
  };
}

/** Optuna's choices are None, booleans, numbers and texts; a list stays JSON text. */
const choiceOf = (value: ParamValue): ParamValue | boolean =>
  value === 'true' ? true : value === 'false' ? false : value;

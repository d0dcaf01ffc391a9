/** What trials are compared by: a metric, or an expression on metrics, `iterations` and keys of the configuration. */
import { getPath, hint, InputError, shown, type RunConfig } from '@ranksweep/core';
import { Quantity, typeOf, type Value } from '@ranksweep/expression';
import { ITERATIONS } from '../boundary/problems.ts';

/** What a run has come to. */
export interface Measured {
  readonly metric: (name: string) => number | undefined;
  /** Made where an expression needs it alone. */
  readonly config: () => object;
  readonly iterations: number;
}

/** A metric by its name, or an expression. What is neither counts as the name of a metric, which no run has. */
export class Measure {
  readonly text: string;
  /** Undefined for the name of a metric. Programs may give metrics names that are no words. */
  readonly #quantity: Quantity | undefined;

  constructor(text: string) {
    this.text = text;
    this.#quantity = quantityOf(text);
  }

  /** What it may need of a run: metrics, and other names. */
  get names(): readonly string[] {
    return this.#quantity === undefined ? [this.text] : [...new Set([this.text, ...this.#quantity.names])];
  }

  /** Undefined where a metric that it needs is not there. NaN where one is NaN. */
  valueOf({ metric, config, iterations }: Measured): number | undefined {
    const named = metric(this.text);
    if (named !== undefined || this.#quantity === undefined) return named;
    return this.#quantity.valueAt((name): Value | undefined => {
      const own = metric(name) ?? (name === ITERATIONS ? iterations : undefined);
      return own ?? (getPath(config(), name) as Value | undefined);
    });
  }
}

function quantityOf(text: string): Quantity | undefined {
  try {
    const quantity = new Quantity(text);
    return quantity.names[0] === text ? undefined : quantity;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * What is wrong with a measure of a run, if anything.
 * @param metrics that the run has
 */
export function measureProblem(
  text: string,
  config: RunConfig,
  metrics: readonly string[],
  they = 'they record',
): string | undefined {
  if (metrics.includes(text)) return undefined;
  if (/^[\w.]+$/.test(text)) return `found ${shown(text)}${hint(text, metrics, they)}`;
  if (text.includes(',')) {
    return (
      `found ${shown(text)}: a search has one objective; weigh several in one expression, such as test_mse + 0.001 * iterations, or look at ` +
      `their Pareto front with plot --as pareto`
    );
  }
  try {
    const quantity = new Quantity(text);
    const keyOf = (name: string): Value | undefined => getPath(config, name) as Value | undefined;
    const isMetric = (name: string): boolean => name === ITERATIONS || metrics.includes(name);
    const unknown = quantity.names.find((name) => !isMetric(name) && keyOf(name) === undefined);
    if (unknown !== undefined) {
      return `found ${unknown} in ${shown(text)}${hint(unknown, [...metrics, ITERATIONS], they)}`;
    }
    quantity.check((name) => new Set([isMetric(name) ? 'number' : typeOf(keyOf(name))]));
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return `found none: ${error.message}`;
    throw error;
  }
}

/** Names of metrics, axes and final values as a figure writes them. */
import type { EventKind } from '@ranksweep/core';
import type { ValueSpec } from '@ranksweep/kinds';
import { unevenLabels } from './axes/notation.ts';

/** `local_component_norm{1,2}` -> `local component norm {1,2}`. */
export function metricInWords(metric: string): string {
  return metric.replaceAll('_', ' ').replace(/\s*\{/, ' {');
}

/** Without the metric that it is a theory of: `predicted_component_norm` -> `predicted`. */
export function theoryInWords(theory: string, metric: string): string {
  return metricInWords(theory.replace(metric, '')).trim() || metricInWords(theory);
}

/** `optimizer.learningRate` -> `optimizer learning rate`; `parameters.rate`, which is of the user's own names, -> `rate`. */
export function pathInWords(path: string): string {
  return path
    .replace(/^parameters\./, '')
    .replaceAll('.', ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

const eventWords: Record<EventKind, string> = {
  rise: 'the first rise',
  plateau_start: 'the start of the first plateau',
  plateau_end: 'the end of the first plateau',
  rank_change: 'the first change of rank',
  converged: 'convergence',
  diverged: 'divergence',
};

/** Past the last digits of a float64: 0.2 makes a fifth. */
const ROUNDING = 1e-12;

/** What values are called that were multiplied with a factor: `test mse / 4`, `test mse × 100`. */
export function scaledInWords(words: string, factor = 1): string {
  if (factor === 1) return words;
  const divisor = Math.round(1 / factor);
  const isDivided = divisor > 1 && Math.abs(divisor * factor - 1) < ROUNDING;
  return isDivided ? `${words} / ${divisor}` : `${words} × ${factor}`;
}

/** `final reconstruction error`, `final test mse / 4`, `component norms above 5 % of the largest`, `iteration of the first rise`. */
export function valueInWords(value: ValueSpec): string {
  switch (value.kind) {
    case 'final':
      return scaledInWords(`final ${metricInWords(value.metric)}`, value.factor);
    case 'count':
      return `${metricInWords(value.metric).replace(/^([^{]*\w)/, '$1s')} above 5 % of the largest`;
    case 'event': {
      const subject = value.subject === undefined ? '' : ` of ${metricInWords(value.subject)}`;
      return `iteration of ${eventWords[value.event]}${subject}`;
    }
  }
}

/** Axis values as tick labels: long fractions rounded, to as few digits as tell them apart; as powers of ten where some has no short form. */
export function axisLabels(values: readonly unknown[]): string[] {
  for (let digits = 2; digits < 17; digits++) {
    const labels = labelsIn(digits, values);
    if (new Set(labels).size === values.length) return labels;
  }
  return labelsIn(17, values);
}

const LONGEST_FRACTION = 6;

function labelsIn(digits: number, values: readonly unknown[]): string[] {
  const rounded = values.map((value) => (typeof value === 'number' ? withDigits(digits, value) : value));
  const numbers = rounded.filter((value) => typeof value === 'number');
  if (numbers.length === values.length && numbers.some((value) => String(value).includes('e'))) {
    return unevenLabels(numbers);
  }
  return rounded.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
}

function withDigits(digits: number, value: number): number {
  const isLong = !Number.isInteger(value) && String(value).length > LONGEST_FRACTION;
  return isLong ? Number(value.toPrecision(digits)) : value;
}

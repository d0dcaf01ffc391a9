/** Names of metrics, of whatever kind of run. */
import type { MetricDescription, RunConfig } from '@ranksweep/core';
import type { RecordedNames } from '@ranksweep/run';
import { kindOf, runKinds } from './registry.ts';

/**
 * What a run records.
 * @throws InputError for a metric that it does not have
 */
export const metricsOf = (config: RunConfig): RecordedNames => kindOf(config).metrics(config);

/** Whether a run reports metrics when it likes, under names of its own. */
export const hasOpenMetrics = (config: RunConfig): boolean => kindOf(config).hasOpenMetrics === true;

/** Whether it records all of those, so that nobody knows their names before it has run. */
export const recordsWhatever = (config: RunConfig): boolean =>
  hasOpenMetrics(config) && config.record.metrics === undefined;

/** All that a run records: at snapshots, at its end, and what is derived. */
export const allNames = ({ atSnapshots, atEnd, derived }: RecordedNames): string[] => [
  ...atSnapshots,
  ...atEnd,
  ...derived,
];

/** The metric that a run minimizes, as far as its kind knows. */
export function lossName(config: RunConfig): string | undefined {
  const kind = kindOf(config);
  return kind.lossName === undefined ? 'train_loss' : kind.lossName(config);
}

/** Unit and meaning of a metric, for the table `metrics`. */
export function describeMetric(name: string): MetricDescription {
  for (const kind of runKinds()) {
    const found = kind.describeMetric(name);
    if (found !== undefined) return found;
  }
  return { name, unit: '1', description: '' };
}

/** Whether a metric is derived from whole trajectories. Its values may change when a run is extended. */
export const isDerived = (name: string): boolean => runKinds().some((kind) => kind.isDerived(name));

/** What a run records, as `record.metrics` would list it; undefined if its kind does not tell. */
export const requestedMetrics = (config: RunConfig): readonly string[] | undefined =>
  kindOf(config).requested?.(config);

/** What runs ask for in vain, in sentences that name the parts. */
export function unheededOf(runs: readonly { readonly part: string; readonly config: RunConfig }[]): string[] {
  const parts = new Map<string, Set<string>>();
  for (const { part, config } of runs) {
    for (const sentence of kindOf(config).unheeded?.(config) ?? []) {
      parts.set(sentence, (parts.get(sentence) ?? new Set()).add(part));
    }
  }
  return [...parts].map(([sentence, of]) => `${[...of].join(', ')}: ${sentence}`);
}

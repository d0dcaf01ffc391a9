/** The metrics that a sweep records. */
import type { RunConfig } from '@ranksweep/core';
import { allNames, metricsOf, type RecordedNames } from '@ranksweep/kinds';

/**
 * Names of all metrics of some configurations, each once.
 * @throws InputError for a metric that does not exist or a model that does not fit its task
 */
export function metricsOfConfigs(configs: Iterable<RunConfig>): string[] {
  const seen = new Set<RecordedNames>(); // Configurations that record the same metrics often share one object.
  const names = new Set<string>();
  for (const config of configs) {
    const recorded = metricsOf(config);
    if (seen.has(recorded)) continue;
    seen.add(recorded);
    for (const name of allNames(recorded)) names.add(name);
  }
  return [...names];
}

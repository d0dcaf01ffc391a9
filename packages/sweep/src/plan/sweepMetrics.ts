/** The metrics that a sweep records. */
import { derivedNames, metricSet, networkOf, recordedNames, type RunConfig } from '@ranksweep/core';

/**
 * Names of all metrics of some configurations, each once.
 * @throws InputError for a metric that does not exist or a model that does not fit its task
 */
export function metricsOfConfigs(configs: Iterable<RunConfig>): string[] {
  const seen = new Set<string>();
  const names = new Set<string>();
  for (const config of configs) {
    const { model, loss, record, task } = config;
    const key = JSON.stringify({ model, loss, record, dims: task.dims });
    if (seen.has(key)) continue;
    seen.add(key);
    const network = networkOf(model, task.dims);
    const recorded = recordedNames(metricSet(config, network));
    for (const name of [...recorded, ...derivedNames(config, network, recorded)]) names.add(name);
  }
  return [...names];
}

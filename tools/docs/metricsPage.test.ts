/** docs/METRICS.md names every metric that there is, with the models that have it. */
import { readFileSync } from 'node:fs';
import { derivedNames, factorizationSchema, metricFamilies, dimsOf, networkOf } from '@ranksweep/core';
import { convnet } from '@ranksweep/convnet/kind';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/METRICS.md', import.meta.url), 'utf8');
const NETWORKS = ['Networks', 'Of convolutional arithmetic circuits'];
const sections = page.split(/^##+ /m);
const isOfNetworks = (section: string): boolean => NETWORKS.some((title) => section.startsWith(`${title}\n`));

/** First cells that name a metric, with the cell behind them. */
const rowsOf = (text: string): Map<string, string> =>
  new Map([...text.matchAll(/^\| `([\w]+)` +\| ([^|]*)\|/gm)].map(([, name, next]) => [name!, next!.trim()]));

const rows = rowsOf(sections.filter((section) => !isOfNetworks(section)).join(''));
const rowsOfNetworks = rowsOf(sections.filter(isOfNetworks).join(''));

/** Metrics of the theory stand there once for all norms. */
const ofNorms = /^(gamma|unbalancedness)_(component_norm|local_component_norm|singular_value)$/;

it.each(metricFamilies().filter(({ stem }) => stem !== 'flow_time' && !ofNorms.test(stem)))(
  '$stem',
  ({ stem, only }) => {
    const models = rows.get(stem)?.replaceAll(' \\*', '');
    expect(models).toBe(only?.join(', ') ?? 'all');
  },
);

it('names what the theory records and derives', () => {
  const config = factorizationSchema.parse({
    model: { kind: 'cp', components: 2 },
    task: { kind: 'completion', dims: [2, 2, 2], observed: 4, target: { kind: 'gaussian' } },
    init: { std: 1 },
    record: { theory: true, top: 1 },
  });
  const names = [
    'flow_time',
    'gamma_component_norm_1',
    'unbalancedness_component_norm_1',
    ...derivedNames(config, networkOf(config.model, dimsOf(config.task)), ['component_norm_1']),
  ];
  for (const name of names) {
    expect(rows.has(name.replace('component_norm_1', 'X_k').replace('component_norm', 'X'))).toBe(true);
  }
});

it('names the metrics of networks', () => {
  const config = convnet.schema.parse({
    model: { kind: 'conv-ac', patch: 16, widths: [2, 2] },
    task: { kind: 'pathfinder', length: 3, size: 32, train: 2, test: 2 },
    regularizer: { lambda: 1 },
  });
  const stems = convnet.requested!(config).map((name) => name.replace(/\{.*/, ''));
  expect([...rowsOfNetworks.keys()].toSorted()).toEqual(
    [...new Set([...stems, 'effective_rank'])].toSorted(),
  );
});

it('names nothing that there is not', () => {
  const stems = new Set(metricFamilies().map(({ stem }) => stem));
  const others = [...rows.keys()].filter((name) => !stems.has(name) && !/_X(_k)?$/.test(name));
  expect(others).toEqual(['unbalancedness_drift']);
});

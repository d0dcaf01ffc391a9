/** Convolutional networks as a kind of run. Only a lane loads TensorFlow.js. */
import type { RunKind } from '@ranksweep/run';
import { canonicalConfig, hashedConfig } from './kind/canonical.ts';
import { conclude } from './kind/conclude.ts';
import { iterationCost } from './kind/cost.ts';
import { iterationsPerEpoch, unitsOfLength } from './kind/epochs.ts';
import { namedFiles } from './kind/files.ts';
import { engineOn } from './kind/place.ts';
import { problems } from './kind/problems.ts';
import { describeMetric, recordedNames, requestedMetrics } from './kind/recorded.ts';
import { convnetSchema, networkKinds, type ConvnetConfig } from './kind/schema.ts';

export type { ConvnetConfig, ConvnetInput } from './kind/schema.ts';

export const convnet: RunKind<ConvnetConfig> = {
  name: 'convnet',
  claims: { path: 'model.kind', values: networkKinds },
  // Lengths in iterations are filled in with everything that a sweep's files tell, before anything reads them.
  schema: convnetSchema as unknown as RunKind<ConvnetConfig>['schema'],
  canonical: canonicalConfig,
  hashed: hashedConfig,
  versions: () => [1],
  problems,
  unrepresentable: () => [],
  metrics: recordedNames,
  requested: requestedMetrics,
  derivable: () => [],
  describeMetric,
  isDerived: () => false,
  conclude: (_, series, __, reason) => conclude(series, reason),
  cost: iterationCost,
  isCostQuick: () => true,
  iterationsPerEpoch,
  likeness: ({ model, task, batch, regularizer: { lambda } }) =>
    JSON.stringify([model, { ...task, seed: undefined }, batch, lambda > 0]),
  alternatives: [...unitsOfLength, ['task.data.set', 'task.data.folder']],
  files: namedFiles,
  engineOn,
  prepare: async (options) => (await import('./lane/prepareLane.ts')).prepareLane(options),
};

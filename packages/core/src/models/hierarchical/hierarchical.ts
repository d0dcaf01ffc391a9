/** Hierarchical tensor factorization. The norms of the local components of every interior node grow. */
import type { TreeNetwork } from '../network.ts';
import { joinedVectors } from '../joinedVectors.ts';
import type { Model } from '../model.ts';
import { configuredModeTree } from '../../modeTree/configuredTree.ts';
import { hierarchicalNetwork } from './network.ts';
import type { HierarchicalModelConfig } from './schema.ts';

export const hierarchical: Model<HierarchicalModelConfig, TreeNetwork> = {
  canonical: (config) => config,
  network: (config, dims) =>
    hierarchicalNetwork(configuredModeTree(config, dims.length), config.widths, dims),
  metrics: {
    byDefault: ['train_loss', 'reconstruction_error', 'local_component_norm', 'unbalancedness'],
    forTheory: [
      'local_component_norm',
      'unbalancedness',
      'flow_time',
      'gamma_local_component_norm',
      'unbalancedness_local_component_norm',
    ],
  },
  trackedNorms: (network) =>
    joinedVectors(network).map(({ name, L }) => ({ stem: `local_component_norm${name}`, L })),
};

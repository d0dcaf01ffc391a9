/** Tensor factorization in CP form. The norms of its components grow. */
import type { TreeNetwork } from '../network.ts';
import type { Model } from '../model.ts';
import { joinedVectors } from '../joinedVectors.ts';
import { cpNetwork, defaultComponents } from './network.ts';
import type { CpModelConfig } from './schema.ts';

export const cp: Model<CpModelConfig, TreeNetwork> = {
  canonical: (config, dims) => ({ ...config, components: config.components ?? defaultComponents(dims) }),
  network: cpNetwork,
  metrics: {
    byDefault: ['train_loss', 'reconstruction_error', 'component_norm', 'unbalancedness'],
    forTheory: [
      'component_norm',
      'unbalancedness',
      'flow_time',
      'gamma_component_norm',
      'unbalancedness_component_norm',
    ],
  },
  trackedNorms: (network) => joinedVectors(network).map(({ L }) => ({ stem: 'component_norm', L })),
};

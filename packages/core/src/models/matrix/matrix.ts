/** Deep matrix factorization. The singular values of the end matrix grow. */
import type { ChainNetwork } from '../network.ts';
import type { Model } from '../model.ts';
import { chainNetwork, defaultHiddenWidths } from './network.ts';
import type { MatrixModelConfig } from './schema.ts';

export const matrix: Model<MatrixModelConfig, ChainNetwork> = {
  canonical: (config, dims) => ({
    ...config,
    hiddenWidths: config.hiddenWidths ?? defaultHiddenWidths(config.depth, dims),
  }),
  network: chainNetwork,
  metrics: {
    byDefault: ['train_loss', 'reconstruction_error', 'singular_value', 'effective_rank', 'unbalancedness'],
    forTheory: ['singular_value', 'unbalancedness', 'flow_time', 'gamma_singular_value'],
  },
  trackedNorms: ({ parameters }) => [{ stem: 'singular_value', L: parameters.length }],
};

/** How well the end tensor fits: losses on the observations, and errors beyond them. */
import { scalarFamily, type MetricFamilies } from '../family.ts';

export const fitFamilies: MetricFamilies = {
  train_loss: scalarFamily({
    description: 'objective on the observations',
    value: ({ losses }) => losses.objective,
  }),
  train_mse: scalarFamily({
    description: 'mean squared residual on the observations',
    value: ({ losses }) => losses.mse,
  }),
  reconstruction_error: scalarFamily({
    description: '||W_e - W*||_F / ||W*||_F over all entries',
    needsEndTensor: true,
    value: (snapshot) => snapshot.reconstructionError(),
  }),
};

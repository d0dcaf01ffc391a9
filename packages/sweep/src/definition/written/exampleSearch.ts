/** A small example search for users to start from. */
import type { SweepFile } from '@ranksweep/kinds';

/** The example's question: which step size, initialization and optimizer complete a matrix best. It takes seconds. */
export const exampleSearch = (): SweepFile => ({
  description: 'which step size, initialization and optimizer complete a matrix best',
  seeds: [0, 1, 2],
  parts: {
    mf: {
      base: {
        model: { kind: 'matrix', depth: 3 },
        task: {
          kind: 'completion',
          dims: [8, 8],
          observed: 40,
          target: { kind: 'matrix', rank: 2, frobeniusNorm: 8 },
        },
        init: { std: 0.01 },
        optimizer: { kind: 'sgd', learningRate: 0.1 },
        stop: { maxIterations: 500 },
        record: { every: 25 },
      },
      search: {
        minimize: 'reconstruction_error',
        trials: 40,
        sampler: 'tpe',
        space: {
          'optimizer.kind': { choices: ['sgd', 'adam'] },
          'optimizer.learningRate': { from: 1e-3, to: 1, log: true },
          'optimizer.momentum': { from: 0, to: 0.95, when: "optimizer.kind == 'sgd'" },
          'init.std': { from: 1e-4, to: 1e-1, log: true },
        },
      },
    },
  },
});

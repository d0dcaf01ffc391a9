/** A sweep of 40 runs, factorizations and programs, each long enough to be hit while it is computed. */
import { fileURLToPath } from 'node:url';
import { parseDefinition } from '@ranksweep/kinds';
import { expandSweep, resolveFiles, type ExpandedSweep } from '@ranksweep/sweep';

export const descent = fileURLToPath(new URL('descent.py', import.meta.url));

export const fortyRuns = (): Promise<ExpandedSweep> =>
  resolveFiles(expandSweep(parseDefinition(definition, 'forty-runs')));

const definition = {
  name: 'forty-runs',
  description: 'Runs that tasks on Slurm are interrupted at.',
  presets: {
    quick: {
      seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      parts: {
        chains: {
          base: {
            model: { kind: 'matrix', depth: 3 },
            task: {
              kind: 'completion',
              dims: [12, 12],
              observed: 80,
              target: { kind: 'matrix', rank: 3, frobeniusNorm: 12 },
            },
            init: { std: 0.02 },
            optimizer: { kind: 'group-rmsprop', learningRate: 0.0005 },
            // Each ends after 60,000 iterations, and may do more than any program: tasks begin with chains, so that these are hit, too.
            stop: { lossBelow: 1e9, checkEvery: 100, patience: 599, maxIterations: 10_000_000 },
            record: { every: 250, top: 4 },
          },
          axes: { 'init.std': [0.02, 0.1] },
        },
        programs: {
          base: {
            program: { command: ['python3', descent, '{lr}', '{seed}'], loss: 'loss' },
            parameters: { lr: 0.1 },
            stop: { maxIterations: 100 },
          },
          axes: { 'parameters.lr': [0.1, 0.3] },
        },
      },
    },
  },
};

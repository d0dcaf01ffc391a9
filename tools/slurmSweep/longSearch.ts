/** A search with rungs, beside a run that waits for the gate: until then, the task that asks for runs is not done. */
import '@ranksweep/search';
import { parseDefinition } from '@ranksweep/kinds';
import { descent } from './fortyRuns.ts';
import { expandSweep, type ExpandedSweep } from '@ranksweep/sweep';

export const longSearch = (): ExpandedSweep =>
  expandSweep(
    parseDefinition(
      { name: 'long-search', description: '', presets: { quick: { seeds: [9], parts: { tune, waits } } } },
      'long-search',
    ),
  );

const waits = {
  base: {
    program: { command: ['python3', descent, '{lr}', '{seed}'], loss: 'loss' },
    parameters: { lr: 0.3 },
  },
};

const tune = {
  base: {
    model: { kind: 'matrix', depth: 2 },
    task: {
      kind: 'completion',
      dims: [8, 8],
      observed: 40,
      target: { kind: 'matrix', rank: 2, frobeniusNorm: 8 },
    },
    init: { std: 0.01 },
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    stop: { maxIterations: 8000, lossBelow: 0 },
    record: { every: 100 },
  },
  search: {
    minimize: 'reconstruction_error',
    trials: 14,
    startup: 4,
    parallel: 4,
    sampler: 'tpe',
    pruner: { kind: 'asha', rungs: [1000, 3000], factor: 2 },
    space: {
      'optimizer.learningRate': { from: 0.01, to: 1, log: true },
      'init.std': { from: 0.001, to: 1, log: true },
    },
  },
};

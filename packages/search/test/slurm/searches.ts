/** Small searches of each kind: by a sampler that looks back, with rungs, of a boundary, and beside a grid. */
import { parseDefinition } from '@ranksweep/kinds';
import { expandSweep, type ExpandedSweep } from '@ranksweep/sweep';
import { parts } from '../../../factorization/test/support/configs.ts';

const sweepOf = (own: Record<string, object>, seeds: readonly number[]): ExpandedSweep =>
  expandSweep(parseDefinition({ name: 's', description: '', presets: { p: { seeds, parts: own } } }, 's'));

const base = {
  ...parts.mf,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  stop: { maxIterations: 400, lossBelow: 0 },
} as const;

const space = {
  'optimizer.learningRate': { from: 1e-2, to: 1e3, log: true },
  'init.std': { from: 1e-3, to: 1, log: true },
};

const search = {
  minimize: 'reconstruction_error',
  trials: 12,
  startup: 4,
  parallel: 4,
  sampler: 'tpe',
  space,
};

export const searches = {
  tpe: (): ExpandedSweep => sweepOf({ tune: { base, search } }, [0, 1]),
  asha: (): ExpandedSweep =>
    sweepOf(
      { tune: { base, search: { ...search, pruner: { kind: 'asha', rungs: [50, 100, 200], factor: 2 } } } },
      [0],
    ),
  boundary: (): ExpandedSweep =>
    sweepOf(
      {
        line: {
          base: { ...parts.mf, stop: { maxIterations: 200 } },
          axes: { 'init.std': [0.001, 0.003, 0.01, 0.03, 0.1, 0.3], 'task.observed': [12, 16] },
          boundary: { along: 'init.std', outcome: 'train_loss < 0.5', trials: 10, parallel: 2 },
        },
      },
      [0],
    ),
  besideGrid: (): ExpandedSweep =>
    sweepOf({ tune: { base, search }, grid: { base, axes: { 'init.std': [0.01, 0.02, 0.05] } } }, [0]),
};

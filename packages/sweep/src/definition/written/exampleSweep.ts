/** A small example sweep for users to start from. */
import { numelOf } from '@ranksweep/core';
import type { SweepFile } from '@ranksweep/kinds';

/** A user's tensor. */
export interface OwnTarget {
  /** The path as it appears in the definition file. */
  readonly file: string;
  readonly dims: readonly number[];
}

const DIMS = [8, 8, 8];
const MOST_COMPONENTS = 100;

/**
 * The example's question: how the number of observed entries changes the solution. The target is a random tensor of rank 3, or
 * the user's own.
 */
export function exampleSweep(own?: OwnTarget): SweepFile {
  const dims = [...(own?.dims ?? DIMS)];
  const numel = numelOf(dims);
  const share = (part: number): number => Math.max(1, Math.round(part * numel));
  const part = dims.length === 2 ? 'mf' : 'tf';
  const components = Math.min(MOST_COMPONENTS, numel / Math.max(...dims));
  return {
    description: 'how the number of observed entries changes what is found',
    seeds: [0, 1, 2],
    parts: {
      [part]: {
        base: {
          model: dims.length === 2 ? { kind: 'matrix', depth: 3 } : { kind: 'cp', components },
          task: {
            kind: 'completion',
            dims,
            observed: share(0.5),
            target: own === undefined ? { kind: 'cp', rank: 3, frobeniusNorm: 8 } : { file: own.file },
          },
          init: { std: 0.01 },
          optimizer: { kind: 'group-rmsprop', learningRate: 0.01 },
          stop: { maxIterations: 5000 },
          record: { every: 25 },
        },
        axes: { 'task.observed': [...new Set([0.2, 0.5, 0.8].map(share))] },
      },
    },
    figure: {
      caption: 'Reconstruction error for three numbers of observed entries.',
      panels: [
        { title: 'What is found', part, metric: 'reconstruction_error', colorBy: 'task.observed' },
        {
          title: 'How it is found',
          part,
          metric: dims.length === 2 ? 'singular_value' : 'component_norm',
          top: 5,
          where: { 'task.observed': share(0.5) },
        },
      ],
    },
  };
}

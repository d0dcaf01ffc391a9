/** Forward passes in training and in evaluation. */
import { InputError } from '@ranksweep/core';
import type { Tensor } from '@ranksweep/engine/tfjs';
import { batchNormalization, fixedNormalization, type BatchStatistics } from '../gradients/normalization.ts';
import { scaled } from '../gradients/elementwise.ts';
import type { Variable } from '../gradients/variable.ts';
import type { Pass } from '../network/network.ts';
import { dropoutMask } from './dropoutMask.ts';

export interface TrainingPass extends Pass {
  /** Of the normalizations that the pass has been through, by name. */
  readonly statistics: ReadonlyMap<string, BatchStatistics>;
}

/** @param dropout names the pass's random numbers */
export function trainingPass(
  parameters: ReadonlyMap<string, Variable>,
  dropout: { readonly seed: number; readonly pass: string },
): TrainingPass {
  const statistics = new Map<string, BatchStatistics>();
  const parameter = (name: string): Variable => parameters.get(name)!;
  return {
    parameter,
    statistics,
    normalize(name, x) {
      const count = x.tensor.size / x.shape[3]!;
      if (count < 2) {
        throw new InputError(
          `${name}: expected at least two numbers a channel to normalize by, found ${count}; take larger batches or images`,
        );
      }
      const normalized = batchNormalization(x, parameter(`${name}.weight`), parameter(`${name}.bias`));
      statistics.set(name, normalized.statistics);
      return normalized.y;
    },
    dropout(name, x, rate) {
      const mask = dropoutMask({ ...dropout, layer: name, rate, count: x.tensor.size });
      return scaled(x, x.on.tf.tensor(mask, [...x.shape]));
    },
  };
}

/** @param running statistics of a normalization by name */
export function evaluationPass(
  parameters: ReadonlyMap<string, Variable>,
  running: (name: string) => { readonly mean: Tensor; readonly variance: Tensor },
): Pass {
  const parameter = (name: string): Variable => parameters.get(name)!;
  return {
    parameter,
    normalize: (name, x) =>
      fixedNormalization(
        x,
        parameter(`${name}.weight`).tensor,
        parameter(`${name}.bias`).tensor,
        running(name),
      ),
    dropout: (_, x) => x,
  };
}

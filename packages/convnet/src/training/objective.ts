/** What a step of training makes smaller: binary cross entropy + lambda * penalty. */
import type { Tensor } from '@ranksweep/engine/tfjs';
import type { BatchStatistics } from '../gradients/normalization.ts';
import { binaryCrossEntropy, plus } from '../gradients/losses.ts';
import type { Variable } from '../gradients/variable.ts';
import type { Network } from '../network/network.ts';
import {
  inputGradientPenalty,
  withNextPatch,
  type Patches,
  type Seen,
} from '../penalty/inputGradientPenalty.ts';
import { trainingPass } from './passes.ts';

export interface ObjectiveOptions {
  readonly network: Network;
  /** By name. */
  readonly parameters: ReadonlyMap<string, Variable>;
  /** Of the penalty. */
  readonly lambda: number;
  /** Which the penalty takes. */
  readonly patches?: Patches | undefined;
  readonly dropoutSeed: number;
}

export interface Objective {
  readonly value: Variable;
  readonly loss: Variable;
  /** Undefined without patches, or where lambda is 0. */
  readonly penalty: Variable | undefined;
  /** Logits: (B). */
  readonly z: Variable;
  /** Of each forward pass, by normalization. */
  readonly statistics: readonly ReadonlyMap<string, BatchStatistics>[];
}

/**
 * @param x images (B, H, W, C)
 * @param t labels (B), 0 or 1
 */
export function objective(
  x: Variable,
  t: Tensor,
  { network, parameters, lambda, patches, dropoutSeed }: ObjectiveOptions,
): Objective {
  const statistics: ReadonlyMap<string, BatchStatistics>[] = [];
  const seen = (name: string, images: Variable): Seen => {
    const pass = trainingPass(parameters, { seed: dropoutSeed, pass: name });
    statistics.push(pass.statistics);
    return { x: images, z: network.logits(images, pass) };
  };
  const batch = seen('first', x);
  const loss = binaryCrossEntropy(batch.z, t);
  if (lambda === 0 || patches === undefined) {
    return { value: loss, loss, penalty: undefined, z: batch.z, statistics };
  }
  const [P, Q] = patches;
  const penalty = inputGradientPenalty(batch, seen('second', withNextPatch(x, Q)), P);
  return { value: plus(loss, penalty, lambda), loss, penalty, z: batch.z, statistics };
}

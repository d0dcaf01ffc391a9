/** What a training is told at its start, and what of each step. */
import type { ImageShape, Network } from '../network/network.ts';
import type { Patches } from '../penalty/inputGradientPenalty.ts';

export interface SgdOptions {
  readonly learningRate: number;
  readonly momentum: number;
  /** Added to the gradient, times the parameter. */
  readonly weightDecay: number;
}

export interface TrainingOptions {
  readonly network: Network;
  readonly image: ImageShape;
  readonly optimizer: SgdOptions;
  /** The factor of the penalty. Where it is 0, no penalty is computed. */
  readonly lambda: number;
}

/** Images with labels, and what of a step is drawn. */
export interface Batch {
  /** (B, H, W, C) */
  readonly images: Float32Array;
  /** (B), 0 or 1 */
  readonly labels: Uint8Array;
  /** Which the penalty takes. Without them, a batch has none. */
  readonly patches?: Patches | undefined;
  /** Integer in [0, 2^48); for networks with dropout. Default 0. */
  readonly dropoutSeed?: number | undefined;
}

/** Means over the images since they were last taken. */
export interface Totals {
  readonly images: number;
  readonly loss: number;
  readonly accuracy: number;
  /** Without lambda; 0 where none was computed. */
  readonly penalty: number;
}

/** What a training is at a moment: everything that its next steps depend on. */
import type { Network, Normalization } from '../network/network.ts';
import { sizeOf } from '../network/network.ts';
import { initialParameters } from '../network/initialize.ts';

export interface TrainingState {
  /** In the order of the network's parameters. */
  readonly parameters: readonly Float32Array[];
  /** Velocities of the optimizer, in the same order. */
  readonly velocities: readonly Float32Array[];
  /** Running statistics of all normalizations, one after the other. */
  readonly runningMean: Float32Array;
  readonly runningVariance: Float32Array;
  /** See `TOTALS`; since they were last taken. */
  readonly totals: Float32Array;
}

/** The sums over images that `totals` has, in their order. */
export const TOTALS = ['loss', 'penalty', 'accuracy', 'images'] as const;

/** @param seed integer in [0, 2^48) */
export function initialState(network: Network, seed: number): TrainingState {
  const channels = channelsOf(network.normalizations);
  return {
    parameters: initialParameters(network, seed),
    velocities: network.parameters.map((parameter) => new Float32Array(sizeOf(parameter))),
    runningMean: new Float32Array(channels),
    runningVariance: new Float32Array(channels).fill(1),
    totals: new Float32Array(TOTALS.length),
  };
}

const channelsOf = (normalizations: readonly Normalization[]): number =>
  normalizations.reduce((sum, { channels }) => sum + channels, 0);

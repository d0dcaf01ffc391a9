/** Updates all parameters. They lie in one buffer, and all gradients in another with the same layout. */
import type { OptimizerConfig } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address } from './arena.ts';

/** The part of the optimizer's state that is not per parameter; see `RunState`. */
export interface OptimizerScalars {
  meanSquare: number;
  decayPowers: [number, number];
  flowTime: number;
}

/**
 * Applies one update. Scalars are float64; anything that reaches a parameter is rounded to float32 once.
 * @param count floats in each buffer, including padding (padding is zero and stays zero)
 * @param slots what the optimizer keeps per parameter
 */
export type Update = (scalars: OptimizerScalars) => void;

export function createUpdate(
  kernels: Kernels,
  optimizer: OptimizerConfig,
  count: number,
  parameters: Address,
  gradients: Address,
  slots: readonly Address[],
): Update {
  switch (optimizer.kind) {
    case 'group-rmsprop': {
      const { learningRate, decay: alpha, epsilon } = optimizer;
      return (scalars) => {
        const squares = kernels.sumOfSquares(count, gradients);
        scalars.meanSquare = alpha * scalars.meanSquare + (1 - alpha) * squares;
        scalars.decayPowers[0] *= alpha;
        const step = learningRate / (Math.sqrt(scalars.meanSquare / (1 - scalars.decayPowers[0])) + epsilon);
        kernels.sgdUpdate(count, parameters, gradients, step);
        scalars.flowTime += step;
      };
    }
    case 'sgd': {
      const { learningRate, momentum } = optimizer;
      const velocity = slots[0];
      return velocity === undefined
        ? (scalars) => {
            kernels.sgdUpdate(count, parameters, gradients, learningRate);
            scalars.flowTime += learningRate;
          }
        : () => kernels.momentumUpdate(count, parameters, gradients, velocity, momentum, learningRate);
    }
    case 'adam': {
      const { learningRate, beta1, beta2, epsilon } = optimizer;
      const [m, v] = slots as [Address, Address];
      return ({ decayPowers }) => {
        decayPowers[0] *= beta1;
        decayPowers[1] *= beta2;
        const step = learningRate / (1 - decayPowers[0]);
        const inverseSqrtBias2 = 1 / Math.sqrt(1 - decayPowers[1]);
        kernels.adamUpdate(
          count,
          parameters,
          gradients,
          m,
          v,
          beta1,
          1 - beta1,
          beta2,
          1 - beta2,
          step,
          inverseSqrtBias2,
          epsilon,
        );
      };
    }
  }
}

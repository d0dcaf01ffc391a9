/**
 * Optimizers: the instructions of an update, and what of it the host knows beforehand. Numbers that do not depend on the
 * parameters are found in float64 and rounded to float32 once.
 */
import type { OptimizerConfig } from '@ranksweep/core';
import { SQUARES_AT_ONCE, type Instruction } from './instruction.ts';
import type { Field } from './operation.ts';

/** How an update uses the gradient, as the kernel knows it. */
const UPDATE = { descent: 0, foundStep: 1, momentum: 2, adam: 3 };

/** Variant of groupStep that is given sums of squares. */
const OF_SQUARES = 1;

export interface UpdateFields {
  /** All matrices of parameters, one after another with their padding, which stays 0. Gradients and slots are laid out alike. */
  readonly parameters: Field;
  readonly gradients: Field;
  readonly slots: readonly Field[];
  /** group-rmsprop: the running mean of the squared gradient norm. */
  readonly meanSquare: Field;
  /** Two floats: the step size of this iteration, and of adam the correction of its denominator. */
  readonly step: Field;
  /** Sums of squares of so many gradients each, one for each workgroup. */
  readonly squares: Field;
}

/** How many sums there are. */
export const squaresOf = (gradients: Field): number => Math.ceil(gradients.length / SQUARES_AT_ONCE);

/** @param isSpread whether each instruction is spread over many workgroups */
export function updateInstructions(
  optimizer: OptimizerConfig,
  fields: UpdateFields,
  isSpread: boolean,
): Instruction[] {
  const { parameters, gradients, slots, meanSquare, step, squares } = fields;
  const update = (variant: number, constants: readonly number[]): Instruction => ({
    kind: 'update',
    m: parameters.length,
    out: parameters.offset,
    a: gradients.offset,
    b: step.offset,
    // The slots, which are not in the page.
    aRow: slots[0]?.offset ?? 0,
    bRow: slots[1]?.offset ?? 0,
    variant,
    constants,
  });
  const found = { out: step.offset, a: gradients.offset, b: meanSquare.offset, m: gradients.length };
  switch (optimizer.kind) {
    case 'group-rmsprop': {
      const { learningRate, decay, epsilon } = optimizer;
      const constants = [learningRate, decay, 1 - decay, epsilon];
      const steps: Instruction[] = isSpread
        ? [
            {
              kind: 'squares',
              a: gradients.offset,
              m: gradients.length,
              n: squares.length,
              out: squares.offset,
            },
            {
              ...found,
              kind: 'groupStep',
              a: squares.offset,
              m: squares.length,
              variant: OF_SQUARES,
              constants,
            },
          ]
        : [{ kind: 'groupStep', ...found, constants }];
      return [...steps, update(UPDATE.foundStep, [])];
    }
    case 'sgd': {
      const { learningRate, momentum } = optimizer;
      return [update(momentum > 0 ? UPDATE.momentum : UPDATE.descent, [learningRate, momentum])];
    }
    case 'adam': {
      const { beta1, beta2, epsilon } = optimizer;
      const constants = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon];
      return [{ kind: 'adamStep', out: step.offset }, update(UPDATE.adam, constants)];
    }
  }
}

/** Numbers per iteration of `schedule`. */
export const scheduleWidth = ({ kind }: OptimizerConfig): number =>
  ({ 'group-rmsprop': 1, sgd: 0, adam: 2 })[kind];

/**
 * What the kernels read of each iteration: for group-rmsprop 1 / (1 - decay^t), for adam the step size and 1 / sqrt(1 - beta2^t).
 * Moves the decay powers on.
 */
export function schedule(
  optimizer: OptimizerConfig,
  decayPowers: [number, number],
  iterations: number,
): Float32Array {
  const numbers = new Float32Array(iterations * scheduleWidth(optimizer));
  if (optimizer.kind === 'group-rmsprop') {
    for (let i = 0; i < iterations; i++) {
      decayPowers[0] *= optimizer.decay;
      numbers[i] = 1 / (1 - decayPowers[0]);
    }
  } else if (optimizer.kind === 'adam') {
    const { learningRate, beta1, beta2 } = optimizer;
    for (let i = 0; i < iterations; i++) {
      decayPowers[0] *= beta1;
      decayPowers[1] *= beta2;
      numbers[2 * i] = learningRate / (1 - decayPowers[0]);
      numbers[2 * i + 1] = 1 / Math.sqrt(1 - decayPowers[1]);
    }
  }
  return numbers;
}

/** Initial parameters: a function of the seed alone, the same on every backend. */
import { RandomStream } from '@ranksweep/core';
import { sizeOf, type Network, type Parameter } from './network.ts';

/**
 * @param seed integer in [0, 2^48)
 * @returns one array for each parameter, in their order
 */
export const initialParameters = ({ parameters }: Network, seed: number): Float32Array[] =>
  parameters.map((parameter) => initialNumbers(parameter, new RandomStream(seed, `init/${parameter.name}`)));

function initialNumbers(parameter: Parameter, stream: RandomStream): Float32Array {
  const { initial } = parameter;
  const numbers = new Float32Array(sizeOf(parameter));
  switch (initial.kind) {
    case 'normal':
      return numbers.map(scaledBy(stream.gaussians(numbers.length), initial.std));
    case 'uniform':
      return numbers.map(() => initial.bound * (2 * stream.uniform() - 1));
    case 'constant':
      return numbers.fill(initial.value);
  }
}

const scaledBy =
  (values: Float64Array, factor: number) =>
  (_: number, i: number): number =>
    factor * values[i]!;

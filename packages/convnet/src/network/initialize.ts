/** Initial parameters: a function of the seed alone, the same on every backend. */
import { RandomStream } from '@ranksweep/core';
import { sizeOf, type Initial, type Network, type Parameter } from './network.ts';

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
      return drawnNormal(stream, numbers, initial);
    case 'uniform':
      return numbers.map(() => initial.bound * (2 * stream.uniform() - 1));
    case 'constant':
      return numbers.fill(initial.value);
  }
}

function drawnNormal(
  stream: RandomStream,
  numbers: Float32Array,
  { std, mean = 0 }: Extract<Initial, { kind: 'normal' }>,
): Float32Array {
  const gaussians = stream.gaussians(numbers.length);
  return numbers.map((_, i) => mean + std * gaussians[i]!);
}

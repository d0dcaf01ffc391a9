/** Numbers from a formula that PyTorch's side computes as well: packages/bench/peers/convnet_expected.py. */
import type { Network, Parameter } from '../../src/network/network.ts';

/** In [-1/2, 1/2): 32-bit hashes of the places, rounded to single precision. */
export function hashedNumbers(count: number, salt: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    let h = (Math.imul(i, 2654435761) + salt * 40503 + 12345) >>> 0;
    h ^= h >>> 15;
    h = Math.imul(h, 2246822519) >>> 0;
    h ^= h >>> 13;
    return (h >>> 0) / 2 ** 32 - 0.5;
  });
}

/** Weights as large as they are at the beginning of training; normalizations' near 1, offsets near 0. */
export const hashedParameters = ({ parameters }: Network): Float32Array[] =>
  parameters.map((parameter, salt) => {
    const { scale, offset } = rangeOf(parameter);
    const count = parameter.shape.reduce((size, length) => size * length, 1);
    return hashedNumbers(count, salt).map((u) => u * scale + offset);
  });

function rangeOf({ name, shape }: Parameter): { scale: number; offset: number } {
  const [first, , , filters] = shape as [number, number?, number?, number?];
  if (filters !== undefined) return { scale: Math.fround(Math.sqrt(24 / (filters * first ** 2))), offset: 0 };
  if (shape.length === 2) return { scale: Math.fround(2 / Math.sqrt(first)), offset: 0 };
  return { scale: 0.5, offset: name.endsWith('weight') ? 1 : 0 };
}

/** Operations on the vectors of many places, (n, B, R): place, image, channel. Each is its own gradient's gradient, at any order. */
import type { Tensor } from '@ranksweep/engine/tfjs';
import { Variable } from './variable.ts';

/** Number by number. */
export const times = (a: Variable, b: Variable): Variable =>
  new Variable(a.on, a.on.tf.mul(a.tensor, b.tensor), [a, b], (dy) => [
    () => times(dy, b),
    () => times(dy, a),
  ]);

/** Swaps images and places: (B, n, R) to (n, B, R), and back. */
export const swapped = (x: Variable): Variable =>
  new Variable(x.on, x.on.tf.transpose(x.tensor, [1, 0, 2]), [x], (dy) => [() => swapped(dy)]);

/**
 * The vectors of some places, each of which is taken at most once.
 * @param places indices from 0; undefined has `fill` in all its numbers
 */
export function selected(x: Variable, places: readonly (number | undefined)[], fill: number): Variable {
  const n = x.shape[0]!;
  const back: (number | undefined)[] = new Array<undefined>(n).fill(undefined);
  places.forEach((place, i) => place !== undefined && (back[place] = i));
  return new Variable(x.on, gathered(x, places, fill), [x], (dy) => [() => selected(dy, back, 0)]);
}

function gathered(
  { on: { tf }, tensor }: Variable,
  places: readonly (number | undefined)[],
  fill: number,
): Tensor {
  const [n, B, R] = tensor.shape as [number, number, number];
  if (places.length === n && places.every((place, i) => place === i)) return tf.clone(tensor);
  const isWhole = places.every((place) => place !== undefined);
  const padded = isWhole ? tensor : tf.concat([tensor, tf.fill([1, B, R], fill)]);
  return tf.gather(
    padded,
    tf.tensor1d(
      places.map((place) => place ?? n),
      'int32',
    ),
  );
}

/** All places of several layers, one layer after the other. */
export function joinedLayers(layers: readonly Variable[]): Variable {
  const [first, ...others] = layers;
  if (others.length === 0) return first!;
  const { on } = first!;
  const tensor = on.tf.concat(layers.map((layer) => layer.tensor));
  const begins = layers.map((_, i) => layers.slice(0, i).reduce((sum, { shape }) => sum + shape[0]!, 0));
  return new Variable(on, tensor, layers, (dy) =>
    layers.map(
      ({ shape }, i) =>
        () =>
          selected(
            dy,
            Array.from({ length: shape[0]! }, (_, place) => begins[i]! + place),
            0,
          ),
    ),
  );
}

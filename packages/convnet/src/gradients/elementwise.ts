/** Operations on each number, with their gradients. */
import { Variable } from './variable.ts';

/** max(x, 0). At 0 the derivative is 0. */
export function relu(x: Variable): Variable {
  const y = x.on.relu(x.tensor);
  return new Variable(x.on, y, [x], (dy) => [() => positive(dy, y)]);
}

/** dy where y > 0, which is linear in dy and has no derivative in y. */
const positive = (dy: Variable, y: Variable['tensor']): Variable =>
  new Variable(dy.on, dy.on.positive(dy.tensor, y), [dy], (u) => [() => positive(u, y)]);

/** Each number times one that is constant. */
export const scaled = (x: Variable, factor: Variable['tensor']): Variable =>
  new Variable(x.on, x.on.tf.mul(x.tensor, factor), [x], (dy) => [() => scaled(dy, factor)]);

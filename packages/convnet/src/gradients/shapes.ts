/** The same numbers in another shape. */
import { Variable } from './variable.ts';

export const reshaped = (x: Variable, shape: readonly number[]): Variable =>
  new Variable(x.on, x.on.tf.reshape(x.tensor, [...shape]), [x], (dy) => [() => reshaped(dy, x.shape)]);

export const flattened = (x: Variable): Variable => reshaped(x, [x.tensor.size]);

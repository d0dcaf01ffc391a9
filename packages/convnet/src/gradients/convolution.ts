/**
 * Convolution and its gradients. T(x, w, y) = <conv(x, w), y> is linear in x, w and y. Its partial derivatives are the three
 * operations here, and their own gradients are among them again, at any order.
 */
import type { Geometry } from '../primitives/primitives.ts';
import { Variable } from './variable.ts';

/**
 * dT / dy.
 * @param x images (B, H, W, C)
 * @param w filter (K, K, C, F)
 * @returns (B, H', W', F), H' = floor((H + 2 pad - K) / stride) + 1
 */
export const convolution = (x: Variable, w: Variable, geometry: Geometry): Variable =>
  new Variable(x.on, x.on.convolution(x.tensor, w.tensor, geometry), [x, w], (dy) => [
    () => convolutionInput(dy, w, x.shape, geometry),
    () => convolutionFilter(x, dy, w.shape, geometry),
  ]);

/** dT / dx. */
const convolutionInput = (y: Variable, w: Variable, shape: readonly number[], geometry: Geometry): Variable =>
  new Variable(y.on, y.on.convolutionInput(y.tensor, w.tensor, shape, geometry), [y, w], (dx) => [
    () => convolution(dx, w, geometry),
    () => convolutionFilter(dx, y, w.shape, geometry),
  ]);

/** dT / dw. */
const convolutionFilter = (
  x: Variable,
  y: Variable,
  shape: readonly number[],
  geometry: Geometry,
): Variable =>
  new Variable(x.on, x.on.convolutionFilter(x.tensor, y.tensor, shape, geometry), [x, y], (dw) => [
    () => convolutionInput(y, dw, x.shape, geometry),
    () => convolution(x, dw, geometry),
  ]);

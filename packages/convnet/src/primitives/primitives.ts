/**
 * What a backend computes for a convolutional network, on plain tensors. Derivatives are made of these in `gradients/`.
 *
 * Letters: images (B, H, W, C); x an input, y an output, w a filter (K, K, C, F), dx, dy, dw the gradients of an objective with
 * respect to them; u a direction in the space of x or y.
 */
import type { Tensor, TensorFlow } from '@ranksweep/engine/tfjs';

/** Of a convolution: its steps, and the zeros that are put around the image on each side. */
export interface Geometry {
  readonly stride: number;
  readonly pad: number;
}

/** Of pooling, which puts nothing around the image. */
export interface Window {
  readonly size: number;
  readonly stride: number;
}

export type Shape = readonly number[];

export interface Normalized {
  /** gamma (x - mean) / sqrt(biased variance + epsilon) + beta */
  readonly y: Tensor;
  /** By channel: (C). */
  readonly mean: Tensor;
  /** Unbiased, by channel: (C). */
  readonly variance: Tensor;
  /** What the backend needs for the gradient. */
  readonly rest: readonly Tensor[];
}

export interface NormalizedGradient {
  readonly dx: Tensor;
  /** sum of dy x^ by channel, where x^ is the normalized input: (C) */
  readonly dGamma: Tensor;
  /** sum of dy by channel: (C) */
  readonly dBeta: Tensor;
}

export interface Primitives {
  readonly tf: TensorFlow;

  // The form T(x, w, y) = <conv(x, w), y> is linear in each of the three; these are its partial derivatives.
  convolution(x: Tensor, w: Tensor, geometry: Geometry): Tensor;
  convolutionInput(dy: Tensor, w: Tensor, shape: Shape, geometry: Geometry): Tensor;
  convolutionFilter(x: Tensor, dy: Tensor, shape: Shape, geometry: Geometry): Tensor;

  normalize(x: Tensor, gamma: Tensor, beta: Tensor): Normalized;
  /** The gradient of `normalize`; `of` is what it returned. */
  normalizeGradient(x: Tensor, gamma: Tensor, dy: Tensor, of: Normalized): NormalizedGradient;

  /** max(x, 0) */
  relu(x: Tensor): Tensor;
  /** dy where y > 0, else 0. */
  positive(dy: Tensor, y: Tensor): Tensor;

  maxPool(x: Tensor, window: Window): Tensor;
  /** dy at the places of x that were the largest. */
  maxPoolInput(x: Tensor, y: Tensor, dy: Tensor, window: Window): Tensor;
  /** What u, shaped as x, has at the places of x that were the largest. */
  maxPoolSelect(x: Tensor, y: Tensor, u: Tensor, window: Window): Tensor;
}

/** Batch normalization's, as PyTorch's. */
export const EPSILON = 1e-5;

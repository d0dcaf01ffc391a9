/** A network as training sees it: its parameters, and the logits that it computes of images. */
import type { Variable } from '../gradients/variable.ts';

/** How a parameter begins: drawn, or the same number everywhere. */
export type Initial =
  /** With a mean of 0 where none is given. */
  | { readonly kind: 'normal'; readonly std: number; readonly mean?: number }
  /** In [-bound, bound). */
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'constant'; readonly value: number };

export interface Parameter {
  /** As PyTorch's torchvision names it: `layer1.0.conv1.weight`. */
  readonly name: string;
  /** Filters are (K, K, C, F), matrices (inputs, outputs). */
  readonly shape: readonly number[];
  readonly initial: Initial;
}

/** A batch normalization, which has running statistics. */
export interface Normalization {
  readonly name: string;
  readonly channels: number;
}

/** What a forward pass brings along: the parameters' values, and what is done differently in training and in evaluation. */
export interface Pass {
  parameter(name: string): Variable;
  /** Batch normalization by the batch's statistics, or by the running ones. */
  normalize(name: string, x: Variable): Variable;
  /** Sets numbers to 0 with probability `rate` and scales the others up; nothing in evaluation. */
  dropout(name: string, x: Variable, rate: number): Variable;
}

export interface Network {
  readonly parameters: readonly Parameter[];
  readonly normalizations: readonly Normalization[];
  /**
   * @param images (B, H, W, C)
   * @returns one logit for each: (B)
   */
  logits(images: Variable, pass: Pass): Variable;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export const sizeOf = ({ shape }: Parameter): number => shape.reduce((size, length) => size * length, 1);

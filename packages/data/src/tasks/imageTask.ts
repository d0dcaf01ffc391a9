/** Images with one of two labels, made as they are asked for: what convolutional networks are trained on. */

import type { Normalization } from '../imageSet.ts';

export interface ImageTask {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly train: ImageSource;
  readonly test: ImageSource;
  /** Where the two images of a pair are, left and right; only of tasks that have two. */
  readonly boxes?: readonly [Box, Box];
  /** By what pixels were normalized. */
  readonly normalization: Normalization;
  /** Identifies the content that the task is made of: the set's images, or those that were generated. */
  readonly sha256: string;
  /** Where they come from, for people. */
  readonly from: string;
}

export interface ImageSource {
  readonly count: number;
  /** 0 or 1; shape (count). */
  readonly labels: Uint8Array;
  /**
   * Writes images in the order of `indices`, normalized.
   * @param indices in 0 .. count - 1
   * @param into shape (indices.length, height, width, channels)
   */
  fill(indices: Int32Array, into: Float32Array): void;
}

/** A rectangle of pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

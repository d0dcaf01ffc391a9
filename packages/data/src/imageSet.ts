/** What a reader hands out: small images with a label each, for training and for testing. */
export interface Images {
  /** Shape (count, height, width, channels): levels, row by row. */
  readonly pixels: Uint8Array;
  /** Shape (count). */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** By what pixels are normalized, of levels divided by the highest; one number for each channel. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface ImageSet {
  /** Name of a known set, or of the folder. */
  readonly name: string;
  readonly height: number;
  readonly width: number;
  /** 1 of grey images; 3 of images in colour: red, green and blue. */
  readonly channels: number;
  /** The brightest level that a pixel can have: 255, or 16 for `digits`. */
  readonly maxLevel: number;
  /** Labels are 0 .. classes - 1. */
  readonly classes: number;
  /** What each label is, where it is more than a digit. */
  readonly labelNames?: readonly string[] | undefined;
  /** What is published of the set's pixels and used by everyone. */
  readonly normalization?: Normalization | undefined;
  readonly train: Images;
  readonly test: Images;
  /**
   * Identifies the data by their content. Names, places and compression do not matter. It is what
   * `sha256sum train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte | sha256sum` prints, or the same of CIFAR-10's files, training before testing.
   */
  readonly sha256: string;
  /** Where the data were read, for people. */
  readonly from: string;
}

/** The data that a configuration names: a known set, or a folder of the user's own. `sha256` pins their content. */
export type SetSource = ({ readonly set: string } | { readonly folder: string }) & {
  readonly sha256?: string;
};

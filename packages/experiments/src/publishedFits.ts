/**
 * How well tensors of rank R fit images (Razin et al. 2021, section 5), for comparison with runs of `natural-rank`: read off plots,
 * each point of which is a mean after 10,000 epochs. Over what it is a mean is not said; at R = 1 it is that over the ten labels.
 */
export interface PublishedFit {
  readonly set: 'mnist' | 'fashion-mnist';
  readonly randomize: 'none' | 'images' | 'labels';
  /** R. */
  readonly components: number;
  /** A fourth of the mean square over the training images, and over the test images with squares of at most 4. */
  readonly train: number;
  readonly test: number;
}

/** Epochs of a published run. */
export const PUBLISHED_EPOCHS = 10_000;

const RANKS = [1, 5, 10, 15];

const fits = (
  set: PublishedFit['set'],
  randomize: PublishedFit['randomize'],
  train: readonly number[],
  test: readonly number[],
): PublishedFit[] =>
  RANKS.map((components, k) => ({ set, randomize, components, train: train[k]!, test: test[k]! }));

export const publishedFits: readonly PublishedFit[] = [
  ...fits('mnist', 'none', [0.023, 0.008, 0.004, 0.003], [0.024, 0.022, 0.027, 0.029]),
  ...fits('mnist', 'images', [0.089, 0.058, 0.032, 0.015], [0.092, 0.132, 0.147, 0.15]),
  ...fits('mnist', 'labels', [0.089, 0.074, 0.058, 0.044], [0.093, 0.11, 0.13, 0.139]),
  ...fits('fashion-mnist', 'none', [0.033, 0.017, 0.01, 0.009], [0.037, 0.045, 0.055, 0.056]),
  ...fits('fashion-mnist', 'images', [0.089, 0.058, 0.031, 0.015], [0.092, 0.133, 0.148, 0.152]),
  ...fits('fashion-mnist', 'labels', [0.088, 0.069, 0.049, 0.034], [0.093, 0.121, 0.14, 0.148]),
];

/** Training errors of a program of its own, written in C after the same definitions: MNIST, label 6, batches of 5000, one seed. */
export interface RecomputedFit extends Pick<PublishedFit, 'randomize' | 'components'> {
  /** A fourth of the mean square over the training images, by epochs. */
  readonly train: Readonly<Record<number, number>>;
}

export const recomputedFits: readonly RecomputedFit[] = [
  { randomize: 'none', components: 1, train: { 100: 0.0175, 300: 0.0149, 1000: 0.0142, 3000: 0.0141 } },
  { randomize: 'none', components: 5, train: { 100: 0.0256, 300: 0.0166, 1000: 0.0082 } },
  { randomize: 'none', components: 15, train: { 100: 0.0818, 300: 0.0209, 1000: 0.0118 } },
  { randomize: 'labels', components: 1, train: { 100: 0.0885, 300: 0.0881, 1000: 0.0878, 3000: 0.0878 } },
  { randomize: 'labels', components: 5, train: { 100: 0.0889, 300: 0.0887, 1000: 0.0864 } },
  { randomize: 'labels', components: 15, train: { 100: 0.0889, 300: 0.0889, 1000: 0.0879 } },
  { randomize: 'images', components: 5, train: { 100: 0.0889, 300: 0.0885, 1000: 0.0741 } },
];

/** Makes the problem of fitting images: which tensor entries are known (Razin et al. 2021, section 5). */
import { RandomStream, type Samples, type SamplesProblem, type SamplesTaskConfig } from '@ranksweep/core';
import type { Images, ImageSet } from '../imageSet.ts';

export interface SamplesOptions {
  /** The seed of the task: what is drawn at random depends on it alone. */
  readonly seed: number;
  /** What y is of the images with the task's label, and of all others. */
  readonly values: readonly [ofLabel: number, ofOthers: number];
}

/** Images as models see them. */
export interface LabelledSamples {
  /** Grey levels, shape (count, height * width). */
  readonly tuples: Uint8Array;
  /** Shape (count). */
  readonly labels: Uint8Array;
}

type SampledSet = Pick<ImageSet, 'train' | 'test' | 'maxLevel' | 'height' | 'width'>;
type SamplesTask = Pick<SamplesTaskConfig, 'levels' | 'label' | 'randomize' | 'train' | 'test'>;

/**
 * Every pixel is a mode, row by row, and its grey level, of `levels`, the index there.
 * @param task `train` and `test` are at most as many images as there are
 */
export function samplesOf(
  set: SampledSet,
  task: SamplesTask,
  { seed, values: [ofLabel, ofOthers] }: SamplesOptions,
): SamplesProblem {
  const dims = new Array<number>(set.height * set.width).fill(task.levels);
  const targets = ({ tuples, labels }: LabelledSamples): Samples => ({
    tuples,
    y: Float32Array.from(labels, (label) => (label === task.label ? ofLabel : ofOthers)),
  });
  const { train, test } = labelledSamples(set, task, seed);
  return { kind: 'samples', dims, ...targets(train), test: targets(test) };
}

/** The chosen images, with whatever is random. The smaller of two subsets is part of the larger one. */
export function labelledSamples(
  { height, width, maxLevel, train, test }: SampledSet,
  task: Omit<SamplesTask, 'label'>,
  seed: number,
): { readonly train: LabelledSamples; readonly test: LabelledSamples } {
  const pixels = height * width;
  const part = (images: Images, name: 'train' | 'test'): LabelledSamples => {
    const count = task[name] ?? images.count;
    const chosen = chosenImages(images.count, count, new RandomStream(seed, `${name}/subset`));
    const tuples =
      task.randomize === 'images'
        ? randomPixels(count * pixels, task.levels, new RandomStream(seed, `${name}/pixels`))
        : roundedPixels(images.pixels, pixels, chosen, greyLevels(maxLevel, task.levels));
    const labels =
      task.randomize === 'labels'
        ? permuted(images.labels, new RandomStream(seed, `${name}/labels`))
        : images.labels;
    return { tuples, labels: Uint8Array.from(chosen, (i) => labels[i]!) };
  };
  return { train: part(train, 'train'), test: part(test, 'test') };
}

/** The first of all images in a random order, so that fewer are part of more; all of them in their own order. */
function chosenImages(images: number, count: number, stream: RandomStream): Int32Array {
  const order = new Int32Array(images).map((_, i) => i);
  if (count === images) return order;
  for (let i = 0; i < count; i++) {
    const j = i + stream.integer(images - i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, count);
}

/** For every grey level p from 0 to 255, round(p / max * (levels - 1)); halves are rounded up. */
export const greyLevels = (maxLevel: number, levels: number): Uint8Array =>
  new Uint8Array(256).map((_, p) =>
    Math.min(levels - 1, Math.floor((2 * p * (levels - 1) + maxLevel) / (2 * maxLevel))),
  );

function roundedPixels(
  grey: Uint8Array,
  pixels: number,
  chosen: Int32Array,
  levelOf: Uint8Array,
): Uint8Array {
  const rounded = new Uint8Array(chosen.length * pixels);
  let at = 0;
  for (const i of chosen) {
    for (let p = i * pixels; p < (i + 1) * pixels; p++) rounded[at++] = levelOf[grey[p]!]!;
  }
  return rounded;
}

/** A random number has this many bits that are used. */
const BITS = 48;

/** Independent, uniform in 0 ... levels - 1. Where the levels are a power of two, one random number serves several pixels. */
function randomPixels(count: number, levels: number, stream: RandomStream): Uint8Array {
  const bits = Math.log2(levels);
  if (!Number.isInteger(bits)) return new Uint8Array(count).map(() => stream.integer(levels));
  const drawn = new Uint8Array(count);
  const each = Math.floor(BITS / bits);
  for (let at = 0; at < count;) {
    let number = stream.integer(2 ** BITS);
    for (let k = 0; k < each && at < count; k++, at++) {
      drawn[at] = number % levels;
      number = Math.floor(number / levels);
    }
  }
  return drawn;
}

/** Fisher-Yates. */
function permuted(labels: Uint8Array, stream: RandomStream): Uint8Array {
  const order = labels.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

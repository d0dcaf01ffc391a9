/** What is measured of a network where it stands. Nothing here changes the training, and everything is the same at each snapshot. */
import { exactExp, exactLog, InputError, RandomStream } from '@ranksweep/core';
import type { ImageSource, ImageTask } from '@ranksweep/data';
import { defaultPatches } from '../kind/canonical.ts';
import type { ConvnetConfig } from '../kind/schema.ts';
import type { Patches } from '../penalty/inputGradientPenalty.ts';
import type { Training } from '../training/training.ts';
import { drawPatches, drawSquares } from './patches.ts';

export interface Errors {
  /** Binary cross entropy, mean. */
  readonly loss: number;
  /** Share of the images whose logit has the label's sign. */
  readonly accuracy: number;
}

/** Numbers of the images that are evaluated at once. */
const NUMBERS_AT_ONCE = 2e6;
/** Test images whose gradients are looked at, in groups of those that one pair of patches is drawn for. */
const [GROUPS, PER_GROUP] = [4, 64];

/** In evaluation mode, over all images of a source. */
export async function errorsOf(
  training: Training,
  { height, width, channels }: ImageTask,
  source: ImageSource,
): Promise<Errors> {
  const atOnce = Math.max(1, Math.floor(NUMBERS_AT_ONCE / (height * width * channels)));
  const image = height * width * channels;
  let [loss, right] = [0, 0];
  for (let start = 0; start < source.count; start += atOnce) {
    const indices = range(start, Math.min(start + atOnce, source.count));
    const images = new Float32Array(indices.length * image);
    source.fill(indices, images);
    const logits = await training.logits(images);
    for (const [i, logit] of logits.entries()) {
      const label = source.labels[start + i]!;
      loss += crossEntropy(label === 1 ? logit : -logit);
      if (logit > 0 === (label === 1)) right++;
    }
  }
  return { loss: loss / source.count, accuracy: right / source.count };
}

/** log(1 + exp(-margin)) */
const crossEntropy = (margin: number): number =>
  Math.max(0, -margin) + exactLog(1 + exactExp(-Math.abs(margin)));

/** Pairs of patches, and the test images for each. */
export type CosineProbe = readonly { readonly patches: Patches; readonly indices: Int32Array }[];

/**
 * @param distance of small patches, in pixels. Default: the patches that a penalty takes
 * @throws InputError if there are no such patches
 */
export function cosineProbe(
  { seed, task, regularizer }: ConvnetConfig,
  images: ImageTask,
  distance?: number,
): CosineProbe {
  const stream = new RandomStream(task.seed ?? seed, `gradient_cosine/${distance ?? 'penalty'}`);
  const { size } = regularizer.patches ?? defaultPatches;
  const within = images.boxes ?? [{ top: 0, left: 0, height: images.height, width: images.width }];
  const draw = (group: number): Patches | undefined => {
    if (distance !== undefined) return drawSquares(within, { size, least: distance, most: distance }, stream);
    const { boxes } = images;
    if (boxes === undefined) return drawPatches(images, regularizer, stream);
    return group % 2 === 0 ? boxes : [boxes[1], boxes[0]];
  };
  const perGroup = Math.max(1, Math.min(PER_GROUP, Math.floor(images.test.count / GROUPS)));
  return Array.from({ length: GROUPS }, (_, group) => {
    const patches = draw(group);
    if (patches === undefined) {
      throw new InputError(
        `record.metrics: expected gradient_cosine{D} with patches of ${size} pixels that are D apart, found none at ${distance}`,
      );
    }
    const first = (group * perGroup) % images.test.count;
    return { patches, indices: range(first, Math.min(first + perGroup, images.test.count)) };
  });
}

/** Mean |cos| over the probe's images. */
export async function meanCosine(
  training: Training,
  { height, width, channels, test }: ImageTask,
  probe: CosineProbe,
): Promise<number> {
  let [sum, count] = [0, 0];
  for (const { patches, indices } of probe) {
    const images = new Float32Array(indices.length * height * width * channels);
    test.fill(indices, images);
    for (const cosine of await training.gradientCosines(images, patches)) sum += Math.abs(cosine);
    count += indices.length;
  }
  return sum / count;
}

const range = (start: number, end: number): Int32Array =>
  Int32Array.from({ length: end - start }, (_, i) => start + i);

/** IsSameClass: are the two images on a canvas of one class? The farther apart, the harder for networks that look locally. */
import { InputError, RandomStream, shown } from '@ranksweep/core';
import type { Images, ImageSet, Normalization, SetSource } from '../imageSet.ts';
import { currentSurroundings, type Surroundings } from '../places.ts';
import { readImageSet } from '../read/readImageSet.ts';
import type { Box, ImageSource, ImageTask } from './imageTask.ts';
import { normalizationOf } from './normalization.ts';
import { classesOf, drawPairs } from './pairs.ts';
import { MOST_POOL, pooled } from './pooled.ts';

export interface SameClassOptions {
  readonly data: SetSource;
  /** Images become smaller by this factor. Default: 1. */
  readonly pool?: number;
  /** Height and width. */
  readonly canvas: readonly [number, number];
  /** Pixels between the two images. */
  readonly distance: number;
  /** Number of pairs of the set's training images. */
  readonly train: number;
  /** Number of pairs of the set's test images. */
  readonly test: number;
  readonly seed: number;
}

/**
 * A pure function of the images and the options.
 * Source: Razin et al. 2022, where the canvas is 224 x 224 and the distance 0 to 160 pixels.
 * @throws InputError if the set cannot be read (as `readImageSet`), or if the options do not fit it
 */
export async function sameClassTask(
  options: SameClassOptions,
  surroundings: Surroundings = currentSurroundings(),
): Promise<ImageTask> {
  return sameClassTaskOf(await readImageSet(options.data, surroundings), options);
}

/** @throws InputError if the options do not fit the set */
export function sameClassTaskOf(
  set: ImageSet,
  { pool = 1, canvas, distance, train, test, seed }: Omit<SameClassOptions, 'data'>,
): ImageTask {
  const boxes = boxesOf(set, { pool, canvas, distance });
  const canvasOf = { height: canvas[0], width: canvas[1], channels: set.channels };
  const normalization = normalizationOf(set);
  const scale = { ...normalization, maxSum: pool * pool * set.maxLevel };
  const source = (part: 'train' | 'test', count: number): ImageSource =>
    pairSource({ set, images: set[part], part, count, seed, pool, canvas: canvasOf, boxes, scale });
  return {
    ...canvasOf,
    boxes,
    normalization,
    train: source('train', train),
    test: source('test', test),
    sha256: set.sha256,
    from: set.from,
  };
}

/**
 * In the middle of the canvas, with the distance between them. Halves of a pixel go to the left, as in the authors' code.
 * @throws InputError where they do not fit
 */
export function boxesOf(
  set: Pick<ImageSet, 'name' | 'height' | 'width'>,
  { pool = 1, canvas, distance }: Pick<SameClassOptions, 'pool' | 'canvas' | 'distance'>,
): readonly [Box, Box] {
  if (pool > MOST_POOL || set.height % pool !== 0 || set.width % pool !== 0) {
    throw new InputError(
      `pool: expected a divisor of ${set.height} and ${set.width}, the size of the images of ${set.name}, of at most ${MOST_POOL}; found ${pool}`,
    );
  }
  const [height, width] = [set.height / pool, set.width / pool];
  const left = Math.floor(canvas[1] / 2) - width - Math.floor(distance / 2);
  const right = left + width + distance;
  if (height > canvas[0] || left < 0 || right + width > canvas[1]) {
    throw new InputError(
      `canvas: expected room for two images of ${height} x ${width} pixels that are ${distance} apart, ` +
        `at least ${shown([height, 2 * width + distance])}, found ${shown(canvas)}`,
    );
  }
  const top = Math.floor((canvas[0] - height) / 2);
  return [
    { top, left, height, width },
    { top, left: right, height, width },
  ];
}

interface PairSource {
  readonly set: ImageSet;
  readonly images: Images;
  readonly part: 'train' | 'test';
  readonly count: number;
  readonly seed: number;
  readonly pool: number;
  readonly canvas: Pick<ImageTask, 'height' | 'width' | 'channels'>;
  readonly boxes: readonly [Box, Box];
  readonly scale: Scale;
}

interface Scale extends Normalization {
  /** What is divided by to have levels from 0 to 1. */
  readonly maxSum: number;
}

/** Keeps the small images and the numbers of each pair. Canvases are pasted as they are asked for. */
function pairSource({ set, images, part, count, seed, pool, canvas, boxes, scale }: PairSource): ImageSource {
  const classes = classesOf(images.labels, set.classes);
  if (count > 0 && new Set(images.labels).size < 2) {
    throw new InputError(
      `${part}: expected ${part === 'train' ? 'training' : 'test'} images of at least two classes in ${set.from}, ` +
        `found ${images.count === 0 ? 'no images' : 'one class'}`,
    );
  }
  const { left, right, labels } = drawPairs(classes, count, new RandomStream(seed, `is-same-class/${part}`));
  const { sums, ...size } = pooled(images, set, pool);
  const canvasSize = canvas.height * canvas.width * canvas.channels;
  const paste = (image: number, { top, left: leftmost }: Box, into: Float32Array, start: number): void => {
    let from = image * size.height * size.width * canvas.channels;
    for (let row = 0; row < size.height; row++) {
      let to = start + ((top + row) * canvas.width + leftmost) * canvas.channels;
      for (let column = 0; column < size.width; column++) {
        for (let channel = 0; channel < canvas.channels; channel++) {
          into[to++] = (sums[from++]! / scale.maxSum - scale.mean[channel]!) / scale.std[channel]!;
        }
      }
    }
  };
  return {
    count,
    labels,
    fill(indices, into) {
      into.fill(0, 0, indices.length * canvasSize);
      for (const [k, pair] of indices.entries()) {
        paste(left[pair]!, boxes[0], into, k * canvasSize);
        paste(right[pair]!, boxes[1], into, k * canvasSize);
      }
    },
  };
}

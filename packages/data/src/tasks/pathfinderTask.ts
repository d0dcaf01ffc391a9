/** Pathfinder: do both markers lie on one path? The answer takes all of the path, however long it is. */
import { sha256 } from '@ranksweep/core';
import { generate, type GenerateOptions, type PathfinderPart } from '../pathfinder/generate.ts';
import { labelOf } from '../pathfinder/image.ts';
import type { InkImages } from '../pathfinder/inkImages.ts';
import { keep, readKept, type Kept } from '../pathfinder/kept.ts';
import { pathfinderParameters, type PathfinderParameters } from '../pathfinder/parameters.ts';
import { currentSurroundings, dataFolder, type Surroundings } from '../places.ts';
import type { ImageSource, ImageTask } from './imageTask.ts';
import { momentsFrom } from './normalization.ts';

export interface PathfinderOptions extends Partial<PathfinderParameters> {
  readonly length: number;
  /** Number of training images. */
  readonly train: number;
  /** Number of test images. */
  readonly test: number;
  readonly seed: number;
}

export interface PathfinderMaking extends Omit<GenerateOptions, 'onProgress'> {
  /** Told as images are ready, of both parts together; not at all where they were kept. */
  readonly onProgress?: (images: number, all: number) => void;
  /** Told where images cannot be kept for the next time. */
  readonly onTrouble?: (text: string) => void;
}

/**
 * A pure function of the options. Images are drawn once, and kept in the user's data folder.
 * Source: Linsley et al. 2018, and Razin et al. 2022 for the parameters. Images are normalized by the mean and the deviation of all
 * training pixels.
 * @throws InputError if the parameters do not fit each other, or the window has no room for the paths
 * @throws the signal's reason once it is aborted
 */
export async function pathfinderTask(
  { train, test, seed, ...asked }: PathfinderOptions,
  making: PathfinderMaking = {},
  surroundings: Surroundings = currentSurroundings(),
): Promise<ImageTask> {
  const parameters = pathfinderParameters(asked);
  const all = train + test;
  const made = async (part: PathfinderPart, before: number): Promise<Kept> => {
    const kept = readKept(part, surroundings);
    if (kept !== undefined) return kept;
    const onProgress = (images: number): void => making.onProgress?.(before + images, all);
    const images = await generate(part, { ...making, onProgress });
    return keep(part, images, { surroundings, ...making });
  };
  const trained = await made({ parameters, seed, part: 'train', count: train }, 0);
  const tested = await made({ parameters, seed, part: 'test', count: test }, train);
  const moments = momentsOfInk(trained.images);
  const { size } = parameters;
  return {
    height: size,
    width: size,
    channels: 1,
    normalization: { mean: [moments.mean], std: [moments.std] },
    train: inkSource(trained.images, moments),
    test: inkSource(tested.images, moments),
    sha256: sha256(`${trained.sha256}  train\n${tested.sha256}  test\n`),
    from: `drawn with seed ${seed}, and kept in ${dataFolder(surroundings)}`,
  };
}

const WHITE = 255;

type Moments = ReturnType<typeof momentsFrom>;

function momentsOfInk({ levels, count, pixels }: InkImages): Moments {
  let [sum, squares] = [0, 0];
  for (const level of levels) {
    sum += level;
    squares += level * level;
  }
  return momentsFrom({ sum, squares, count: Math.max(1, count * pixels), maxLevel: WHITE });
}

function inkSource(images: InkImages, { mean, std }: Moments): ImageSource {
  const { count, pixels, starts, positions, levels } = images;
  const values = Float32Array.from({ length: WHITE + 1 }, (_, level) => (level / WHITE - mean) / std);
  return {
    count,
    labels: new Uint8Array(count).map((_, i) => labelOf(i)),
    fill(indices, into) {
      into.fill(values[0]!, 0, indices.length * pixels);
      for (const [k, image] of indices.entries()) {
        const end = starts[image + 1]!;
        for (let at = starts[image]!; at < end; at++)
          into[k * pixels + positions[at]!] = values[levels[at]!]!;
      }
    },
  };
}

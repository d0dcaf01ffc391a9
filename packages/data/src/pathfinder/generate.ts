/** Draws all images of a part, in threads where there are many. */
import { availableParallelism } from 'node:os';
import { InputError } from '@ranksweep/core';
import { seedsOf } from './image.ts';
import { joined, type InkImages } from './inkImages.ts';
import type { PathfinderParameters } from './parameters.ts';
import drawImages, { type DrawingOutcome, type DrawingTask } from './worker.ts';

/** What determines the images of a part. */
export interface PathfinderPart {
  readonly parameters: PathfinderParameters;
  readonly part: 'train' | 'test';
  readonly count: number;
  readonly seed: number;
}

export interface GenerateOptions {
  /** Threads; default: one for each processor. How many there are changes no bit. */
  readonly workers?: number;
  /** Aborting it rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Told as images are ready. */
  readonly onProgress?: (images: number, all: number) => void;
}

/** Images that a thread draws before it tells of them. So many alone are sooner drawn here than threads have begun. */
const AT_ONCE = 200;

/**
 * @throws InputError if the window has no room for the paths
 * @throws the signal's reason once it is aborted
 */
export async function generate(
  { parameters, ...part }: PathfinderPart,
  { workers = availableParallelism(), signal, onProgress }: GenerateOptions = {},
): Promise<InkImages> {
  signal?.throwIfAborted();
  const seeds = seedsOf(part);
  if (part.count <= AT_ONCE) {
    const images = imagesOf(drawImages({ parameters, first: 0, seeds }));
    if (part.count > 0) onProgress?.(part.count, part.count);
    return images;
  }
  const firsts = Array.from({ length: Math.ceil(part.count / AT_ONCE) }, (_, n) => n * AT_ONCE);
  const threads = Math.max(1, Math.min(workers, firsts.length));
  const { Piscina } = await import('piscina'); // Every command loads this package, and few draw images.
  const pool = new Piscina<DrawingTask, DrawingOutcome>({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    let ready = 0;
    const groups = await Promise.all(
      firsts.map(async (first) => {
        const images = imagesOf(
          await pool.run(
            { parameters, first, seeds: seeds.slice(first, first + AT_ONCE) },
            signal && { signal },
          ),
        );
        onProgress?.((ready += images.count), part.count);
        return images;
      }),
    );
    return joined(groups.flatMap(inksOf), parameters.size ** 2);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await pool.destroy();
  }
}

function imagesOf(outcome: DrawingOutcome): InkImages {
  if ('problem' in outcome) throw new InputError(outcome.problem);
  return outcome.images;
}

const inksOf = ({ count, starts, positions, levels }: InkImages) =>
  Array.from({ length: count }, (_, i) => ({
    positions: positions.subarray(starts[i], starts[i + 1]),
    levels: levels.subarray(starts[i], starts[i + 1]),
  }));

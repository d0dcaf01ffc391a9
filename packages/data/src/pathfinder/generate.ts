/** Draws all images of a part, in threads. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { seedsOf } from './image.ts';
import { joined, type InkImages } from './inkImages.ts';
import type { PathfinderParameters } from './parameters.ts';
import type { DrawingTask } from './worker.ts';

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

/** Images that a thread draws before it tells of them. */
const AT_ONCE = 100;

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
  const firsts = Array.from({ length: Math.ceil(part.count / AT_ONCE) }, (_, n) => n * AT_ONCE);
  const threads = Math.max(1, Math.min(workers, firsts.length));
  const pool = new Piscina<DrawingTask, InkImages>({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    let ready = 0;
    const groups = await Promise.all(
      firsts.map(async (first) => {
        const images = await pool.run(
          { parameters, first, seeds: seeds.slice(first, first + AT_ONCE) },
          signal && { signal },
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

const inksOf = ({ count, starts, positions, levels }: InkImages) =>
  Array.from({ length: count }, (_, i) => ({
    positions: positions.subarray(starts[i], starts[i + 1]),
    levels: levels.subarray(starts[i], starts[i + 1]),
  }));

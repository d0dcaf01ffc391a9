/** Draws some of the images in a thread of its own. */
import { InputError } from '@ranksweep/core';
import { Drawing } from './drawing.ts';
import { sceneOf } from './image.ts';
import { joined, type InkImages } from './inkImages.ts';
import type { PathfinderParameters } from './parameters.ts';

export interface DrawingTask {
  readonly parameters: PathfinderParameters;
  /** Number of the first image. */
  readonly first: number;
  /** One of each image. */
  readonly seeds: Float64Array;
}

/** Errors of input lose their class between threads, and are handed over as text. */
export type DrawingOutcome = { readonly images: InkImages } | { readonly problem: string };

export default function drawImages({ parameters, first, seeds }: DrawingTask): DrawingOutcome {
  const drawing = new Drawing(parameters);
  try {
    const inks = Array.from(seeds, (seed, i) => drawing.draw(sceneOf(parameters, first + i, seed)));
    return { images: joined(inks, parameters.size ** 2) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problem: error.message };
  }
}

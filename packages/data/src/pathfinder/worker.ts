/** Draws some of the images in a thread of its own. */
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

export default function drawImages({ parameters, first, seeds }: DrawingTask): InkImages {
  const drawing = new Drawing(parameters);
  const inks = Array.from(seeds, (seed, i) => drawing.draw(sceneOf(parameters, first + i, seed)));
  return joined(inks, parameters.size ** 2);
}

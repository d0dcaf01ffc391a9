/** One image of many, by itself: it does not depend on the others, nor on who draws it. */
import { RandomStream } from '@ranksweep/core';
import type { PathfinderParameters } from './parameters.ts';
import { drawScene, type Scene } from './scene.ts';

/** Whatever changes images changes this name, so that kept ones are not taken for new ones. */
export const GENERATOR = 'pathfinder-1';

/** 1 where both markers lie on one path. Every other image has it, so that as many have it as have not. */
export const labelOf = (index: number): 0 | 1 => (index % 2 === 0 ? 1 : 0);

/** The seeds of so many images. Each has 48 bits, and fewer are the first of more. */
export function seedsOf({ seed, part, count }: { seed: number; part: string; count: number }): Float64Array {
  const stream = new RandomStream(seed, `pathfinder/${part}`);
  return new Float64Array(count).map(() => stream.integer(2 ** 48));
}

export const sceneOf = (parameters: PathfinderParameters, index: number, seed: number): Scene =>
  drawScene(parameters, labelOf(index) === 1, new RandomStream(seed, 'pathfinder/image'));

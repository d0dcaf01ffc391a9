/** Every point of a grid once, in an order that the seed fixes: any first part of it is spread over the whole. */
import { InputError, RandomStream } from '@ranksweep/core';
import { GridPoints, type SearchSpace, type SearchSpec } from '@ranksweep/kinds';
import type { Sampler } from './sampler.ts';

const MOST_COMBINATIONS = 1_000_000;

/** @throws InputError for a grid that is too large, and when it is asked for a point of one that constraints leave nothing of */
export function gridSampler(
  space: SearchSpace,
  { seed, space: axes }: Pick<SearchSpec, 'seed' | 'space'>,
): Sampler {
  const points = new GridPoints(space, axes);
  const { length } = points;
  if (length > MOST_COMBINATIONS) {
    throw new InputError(
      `sampler grid: expected at most ${MOST_COMBINATIONS} combinations, found ${length}; give axes fewer points, or use sobol`,
    );
  }
  const order = shuffled(length, new RandomStream(seed, 'search/grid'));
  /** Combinations are the same cell where they differ in axes alone that a condition leaves out. */
  const suggested = new Set<string>();
  let next = 0;
  return {
    suggest() {
      while (next < length) {
        const coordinates = points.at(order[next++]!);
        const { cell } = space.pointAt(coordinates);
        const key = JSON.stringify(cell);
        if (suggested.has(key) || !space.isAllowed(cell)) continue;
        suggested.add(key);
        return coordinates;
      }
      if (suggested.size > 0) return undefined;
      throw new InputError(
        `sampler grid: expected combinations that meet the constraints of the search, found none among ${length}; give axes other points`,
      );
    },
  };
}

/** 0 to count - 1 in random order (Fisher-Yates). */
function shuffled(count: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

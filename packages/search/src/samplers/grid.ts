/** Every combination of values once, in an order that the seed fixes: any first part of it is spread over the whole. */
import { InputError, RandomStream } from '@ranksweep/core';
import type { Dimension, SearchSpace, SearchSpec } from '@ranksweep/kinds';
import type { Sampler } from './sampler.ts';

const MOST_POINTS = 1_000_000;

/** @throws InputError for a grid that is too large */
export function gridSampler(
  space: SearchSpace,
  { seed, space: axes }: Pick<SearchSpec, 'seed' | 'space'>,
): Sampler {
  const values = space.dimensions.map((dimension) => valuesOf(dimension, axes));
  const points = values.reduce((product, { length }) => product * length, 1);
  if (points > MOST_POINTS) {
    throw new InputError(
      `sampler grid: expected at most ${MOST_POINTS} combinations, found ${points}; give axes fewer points, or use sobol`,
    );
  }
  const order = shuffled(points, new RandomStream(seed, 'search/grid'));
  let next = 0;
  return {
    looksBack: false,
    suggest() {
      if (next === points) return undefined;
      let rest = order[next++]!;
      return values.map((own) => {
        const value = own[rest % own.length]!;
        rest = Math.floor(rest / own.length);
        return value;
      });
    },
  };
}

/** Coordinates of a dimension: all choices, all integers unless fewer are asked for, and so many other numbers. */
function valuesOf({ paths, choices, integers }: Dimension, axes: SearchSpec['space']): number[] {
  if (choices !== undefined) return Array.from({ length: choices }, (_, i) => i);
  const { points } = axes[paths[0]!]!;
  const count = points ?? integers ?? DEFAULT_POINTS;
  if (count === 1) return [0.5];
  if (integers === undefined) return Array.from({ length: count }, (_, i) => i / (count - 1));
  return Array.from({ length: Math.min(count, integers) }, (_, i) => (i + 0.5) / Math.min(count, integers));
}

const DEFAULT_POINTS = 5;

/** 0 to count - 1 in random order (Fisher-Yates). */
function shuffled(count: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

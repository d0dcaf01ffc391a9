/**
 * A small random forest for regression: trees of a few hundred leaves on bootstrap samples (Breiman 2001). It is the same for the
 * same points and seed, on every machine.
 */
import { RandomStream } from '@ranksweep/core';

/** A box of the unit cube, in which a tree has one value. */
export interface Leaf {
  /** Ends of the box by axis. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly value: number;
}

/** Its leaves: they cover the unit cube. */
export type Tree = readonly Leaf[];

export interface ForestOptions {
  /** Places of the points in the unit cube, by axis: places[axis][point]. */
  readonly places: readonly Float64Array[];
  readonly targets: Float64Array;
  /** Default: 32. */
  readonly trees?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** Points of a bootstrap sample: more would cost time and tell little. */
const MOST_SAMPLED = 1000;
const LEAST_IN_LEAF = 3;
const MOST_DEPTH = 12;
/** Of the axes, those that a split chooses from. */
const SHARE_OF_AXES = 5 / 6;

export function growForest({ places, targets, trees = 32, seed = 0 }: ForestOptions): Tree[] {
  const stream = new RandomStream(seed, 'analysis/forest');
  return Array.from({ length: trees }, () => {
    const sampled = Int32Array.from({ length: Math.min(targets.length, MOST_SAMPLED) }, () =>
      stream.integer(targets.length),
    );
    const leaves: Leaf[] = [];
    const low = new Float64Array(places.length);
    grow({ places, targets, stream, leaves }, sampled, { low, high: low.map(() => 1) }, 0);
    return leaves;
  });
}

interface Growth {
  readonly places: readonly Float64Array[];
  readonly targets: Float64Array;
  readonly stream: RandomStream;
  readonly leaves: Leaf[];
}

type Box = Pick<Leaf, 'low' | 'high'>;

function grow(growth: Growth, points: Int32Array, box: Box, depth: number): void {
  const split = depth < MOST_DEPTH ? bestSplit(growth, points) : undefined;
  if (split === undefined) {
    growth.leaves.push({ ...box, value: meanOf(points, growth.targets) });
    return;
  }
  const { axis, at } = split;
  const below = growth.places[axis]!;
  grow(
    growth,
    points.filter((i) => below[i]! < at),
    { ...box, high: box.high.with(axis, at) },
    depth + 1,
  );
  grow(
    growth,
    points.filter((i) => below[i]! >= at),
    { ...box, low: box.low.with(axis, at) },
    depth + 1,
  );
}

interface Split {
  readonly axis: number;
  readonly at: number;
}

/** The split with the least sum of squares on both sides; undefined where none makes it smaller. */
function bestSplit({ places, targets, stream }: Growth, points: Int32Array): Split | undefined {
  if (points.length < 2 * LEAST_IN_LEAF) return undefined;
  const total = points.reduce((sum, i) => sum + targets[i]!, 0);
  const tried = stream.subset(Math.ceil(SHARE_OF_AXES * places.length), places.length);
  let best: Split | undefined;
  // What a split takes off the sum of squares is the sum below squared over its count, and likewise above, less the same of all.
  let mostGain = (total * total) / points.length + 1e-12 * Math.abs(total);
  for (const axis of tried) {
    const at = places[axis]!;
    const ordered = points.toSorted((a, b) => at[a]! - at[b]! || a - b);
    let below = 0;
    for (let count = 1; count < ordered.length; count++) {
      below += targets[ordered[count - 1]!]!;
      const [left, right] = [at[ordered[count - 1]!]!, at[ordered[count]!]!];
      if (left === right || count < LEAST_IN_LEAF || ordered.length - count < LEAST_IN_LEAF) continue;
      const above = total - below;
      const gain = (below * below) / count + (above * above) / (ordered.length - count);
      if (gain > mostGain) {
        mostGain = gain;
        best = { axis, at: (left + right) / 2 };
      }
    }
  }
  return best;
}

const meanOf = (points: Int32Array, targets: Float64Array): number =>
  points.reduce((sum, i) => sum + targets[i]!, 0) / points.length;

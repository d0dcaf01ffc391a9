/**
 * How much of an objective's variance each axis explains: functional analysis of variance of a random forest (Hutter, Hoos and
 * Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance"). A tree is constant on boxes, so that its
 * average over all other axes, and the variance of that, are sums over its leaves.
 *
 * The objective is replaced by its rank among the points. A loss that spans orders of magnitude, or is infinite where runs diverged,
 * would otherwise tell of its largest values alone.
 */
import { axisOf, type AnalysedAxis } from './axis.ts';
import { growForest, type Tree } from './forest.ts';
import { asLoss, type AnalysisTable } from './table.ts';

export interface AxisImportance {
  readonly path: string;
  /** Of the variance that the forest sees, what this axis explains alone: from 0 to 1, the mean over the trees. */
  readonly share: number;
  /** One standard deviation over the trees. */
  readonly deviation: number;
}

/** Shares of the variance of the objective's ranks. They add up to at most 1. */
export interface Importance {
  /** The most important first. */
  readonly axes: readonly AxisImportance[];
  /** What axes explain only together: from 0 to 1. */
  readonly together: number;
}

/** Fewer points say nothing of an axis. */
export const FEWEST_POINTS = 8;

/** @param objective index of the table's objective. Default: the first */
export function importanceOf(table: AnalysisTable, objective = 0): Importance {
  const { axes, forest } = forestOf(table, objective);
  const trees = forest.map((tree) => sharesOf(tree, axes.length)).filter((shares) => shares !== undefined);
  const shares = axes.map(({ path }, axis): AxisImportance => {
    const own = trees.map((shares) => shares[axis]!);
    const share = meanOf(own);
    return { path, share, deviation: Math.sqrt(meanOf(own.map((one) => (one - share) ** 2))) };
  });
  const alone = shares.reduce((sum, { share }) => sum + share, 0);
  return {
    axes: shares.toSorted((a, b) => b.share - a.share),
    together: trees.length === 0 ? 0 : Math.max(0, 1 - alone),
  };
}

/** Trees over the places of points on the axes: one coordinate from 0 to 1 an axis, in this order. */
export interface AnalysedForest {
  readonly axes: readonly AnalysedAxis[];
  readonly forest: readonly Tree[];
}

/** A forest of the objective's ranks, from 0 for the best to 1 for the worst. */
export function forestOf(table: AnalysisTable, objective = 0): AnalysedForest {
  const losses = table.points.map(({ objectives }) =>
    asLoss(objectives[objective]!, table.objectives[objective]!),
  );
  const targets = ranksOf(losses);
  const axes = table.axes.map((path, i) => axisOf(table, i, path, targets));
  const places = axes.map((axis, i) =>
    Float64Array.from(table.points, ({ values }) => axis.place(values[i])),
  );
  return { axes, forest: growForest({ places, targets }) };
}

/** From 0 for the least to 1 for the most; equal values share their mean rank. */
export function ranksOf(values: readonly number[]): Float64Array {
  const order = values
    .map((_, i) => i)
    .sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to - 1) / 2 / Math.max(1, values.length - 1);
    from = to;
  }
  return ranks;
}

/** Of the tree's variance over the unit cube, the share of each axis alone; undefined for a tree that is constant. */
function sharesOf(tree: Tree, axes: number): number[] | undefined {
  const volumes = tree.map(({ low, high }) =>
    low.reduce((volume, from, axis) => volume * (high[axis]! - from), 1),
  );
  const mean = tree.reduce((sum, { value }, i) => sum + volumes[i]! * value, 0);
  const variance = tree.reduce((sum, { value }, i) => sum + volumes[i]! * (value - mean) ** 2, 0);
  if (variance < 1e-12) return undefined;
  return Array.from({ length: axes }, (_, axis) => {
    const ends = [...new Set([0, 1, ...tree.flatMap(({ low, high }) => [low[axis]!, high[axis]!])])].sort(
      (a, b) => a - b,
    );
    let explained = 0;
    for (const [i, from] of ends.slice(0, -1).entries()) {
      const to = ends[i + 1]!;
      let average = 0;
      for (const [leaf, { low, high, value }] of tree.entries()) {
        if (low[axis]! <= from && high[axis]! >= to)
          average += (value * volumes[leaf]!) / (high[axis]! - low[axis]!);
      }
      explained += (to - from) * (average - mean) ** 2;
    }
    return explained / variance;
  });
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

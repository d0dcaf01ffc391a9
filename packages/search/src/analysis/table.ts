/**
 * What analysis works on: points of an axis space and what came of them. A point is a cell of a sweep, whatever chose it, and its
 * objective is the median over its seeds.
 */

/** A number, or text for what is no number; undefined where a cell does not have the axis. */
export type PlaceValue = number | string | undefined;

/** A cell with its results. */
export interface AnalysedPoint {
  /** Its number: the order in which a search asked for it. */
  readonly cell: number;
  /** In the order of the table's axes. */
  readonly values: readonly PlaceValue[];
  /** Median over its runs; Infinity where it has no finite one. In the order of the table's objectives. */
  readonly objectives: readonly number[];
}

/** A number that tells how good a point is. */
export interface Objective {
  readonly name: string;
  readonly goal: 'minimize' | 'maximize';
}

/** Points that have axes and objectives in common. */
export interface AnalysisTable {
  /** Paths in the configuration of which the points have more than one value. */
  readonly axes: readonly string[];
  /** Whether a search draws the numbers of an axis evenly over values or over orders of magnitude, by path. Default: as values lie. */
  readonly scales?: ReadonlyMap<string, 'linear' | 'log'> | undefined;
  readonly objectives: readonly Objective[];
  readonly points: readonly AnalysedPoint[];
}

/** The objective as one to be minimized. Infinity, which stands for a run that came to nothing, stays the worst. */
export const asLoss = (value: number, { goal }: Objective): number =>
  goal === 'minimize' || value === Infinity ? value : -value;

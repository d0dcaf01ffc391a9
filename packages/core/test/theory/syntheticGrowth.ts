/** Components whose growth is known in closed form. */
import type { ComponentGrowth } from '../../src/theory/componentGrowth.ts';

export interface Rise {
  /** L */
  readonly L: number;
  /** How far squared norms of its L vectors are above the smallest, in shares of its last one; default: all 0. */
  readonly offsets?: readonly number[];
  /** Norm at the end, if balanced; default 1. */
  readonly size?: number;
  /** Snapshots a unit of time; default 50. */
  readonly density?: number;
}

/** From where to where in time; at 0 the squared norms have half of their last size. */
const TIME = [-14, 6] as const;
const ITERATIONS_APART = 10;

/**
 * Under gradient flow the squared norms of a component's vectors all grow at the rate 2 gamma s, so their differences stay.
 * Here the smallest is the logistic function q(t) = a / (1 + e^-t): s = prod_l sqrt(q + a offset_l), gamma = q' / (2 s).
 */
export function syntheticGrowth({
  L,
  offsets = new Array(L).fill(0),
  size = 1,
  density = 50,
}: Rise): ComponentGrowth {
  const [from, to] = TIME;
  const t = Float64Array.from({ length: (to - from) * density + 1 }, (_, i) => from + i / density);
  const a = size ** (2 / L);
  const q = t.map((time) => a / (1 + Math.exp(-time)));
  const s = q.map((square) =>
    offsets.reduce((product, offset) => product * Math.sqrt(square + a * offset), 1),
  );
  return {
    L,
    iterations: t.map((_, i) => ITERATIONS_APART * i),
    t: t.map((time) => time - from),
    s,
    gamma: q.map((square, i) => (square * (1 - square / a)) / (2 * s[i]!)),
    epsilon: t.map(() => a * (Math.max(...offsets) - Math.min(...offsets))),
    hasOwnVectors: true,
  };
}

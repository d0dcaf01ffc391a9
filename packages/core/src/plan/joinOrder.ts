/**
 * The order in which the operands of a join are multiplied. The elementwise product is associative, so any binary tree is
 * correct.
 */
import { denseHeadCost, gatherHeadCost, joinCost } from './costModel.ts';

/** An operand's number, or a pair of orders. */
export type JoinOrder = number | { readonly left: JoinOrder; readonly right: JoinOrder };

/** Up to this many operands, all binary trees are compared (3^n pairs of subsets). Longer lists are halved. */
export const MAX_COMPARED = 8;

/** What the last join is used for. */
export interface LastJoin {
  readonly entries: number;
  /** How it must be evaluated; undefined: as a dense product or gathered over the entries, whichever costs less. */
  readonly head?: 'dense' | 'gather' | undefined;
}

interface Best {
  readonly cost: number;
  readonly order: JoinOrder;
}

/**
 * @param count operands are numbered 0..count - 1; count >= 1
 * @param tuplesOf distinct index tuples of a set of operands
 * @param width R of the operands
 * @param last whether the whole join is the last one
 */
export function cheapestJoinOrder(
  count: number,
  tuplesOf: (operands: readonly number[]) => number,
  width: number,
  last: LastJoin | undefined,
): JoinOrder {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count > MAX_COMPARED) return halved(all);

  const tuples = new Map<number, number>();
  const tuplesIn = (set: number): number => {
    let known = tuples.get(set);
    if (known === undefined) {
      known = tuplesOf(all.filter((i) => set & (1 << i)));
      tuples.set(set, known);
    }
    return known;
  };
  const splitsOf = function* (set: number): Generator<[number, number]> {
    const lowest = set & -set;
    // Consider every split once: the left part contains the lowest operand.
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
      if (part & lowest) yield [part, set ^ part];
    }
  };
  const cheapestSplit = (set: number, joinOf: (left: number, right: number) => number): Best => {
    let best: Best | undefined;
    for (const [left, right] of splitsOf(set)) {
      const cost = bestOf(left).cost + bestOf(right).cost + joinOf(left, right);
      if (best === undefined || cost < best.cost) {
        best = { cost, order: { left: bestOf(left).order, right: bestOf(right).order } };
      }
    }
    return best!;
  };
  const known = new Map<number, Best>();
  const bestOf = (set: number): Best => {
    let best = known.get(set);
    if (best === undefined) {
      best = isSingle(set)
        ? { cost: 0, order: 31 - Math.clz32(set) }
        : cheapestSplit(set, () => joinCost(tuplesIn(set), width));
      known.set(set, best);
    }
    return best;
  };

  const whole = (1 << count) - 1;
  if (last === undefined || count === 1) return bestOf(whole).order;
  return cheapestSplit(whole, (left, right) => {
    const dense = last.head === 'gather' ? Infinity : denseHeadCost(tuplesIn(left), tuplesIn(right), width);
    return last.head === 'dense' ? dense : Math.min(dense, gatherHeadCost(last.entries, width));
  }).order;
}

const isSingle = (set: number): boolean => (set & (set - 1)) === 0;

function halved(operands: readonly number[]): JoinOrder {
  if (operands.length === 1) return operands[0]!;
  const half = Math.ceil(operands.length / 2);
  return { left: halved(operands.slice(0, half)), right: halved(operands.slice(half)) };
}

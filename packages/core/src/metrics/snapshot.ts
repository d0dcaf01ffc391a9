/** A run at one iteration, as metrics see it: what is always known, and the requested quantities. */
import type { Network } from '../models/network.ts';
import type { Problem } from '../problem.ts';
import type { Need, Quantities, Quantity, ValueOf } from './quantities.ts';

export interface Moment {
  readonly network: Network;
  readonly problem: Problem;
  /** The objective, and the mean square of the residuals. */
  readonly losses: { readonly objective: number; readonly mse: number };
  /** Time of gradient flow so far; see `followsGradientFlow`. */
  readonly flowTime: number;
}

export interface Snapshot extends Moment {
  /** @throws TypeError if the quantity was not requested */
  of<Name extends Quantity>(need: Need<Name>): ValueOf<Name>;
}

/** Values of quantities, by the keys of the needs. */
export type FoundQuantities = ReadonlyMap<string, ValueOf<Quantity>>;

/** A moment with what an engine has found. Its `of` throws TypeError for a need that was not among these. */
export const snapshotOf = (
  { network, problem, losses, flowTime }: Moment,
  found: FoundQuantities,
): Snapshot => ({
  network,
  problem,
  losses,
  flowTime,
  of<Name extends Quantity>({ key }: Need<Name>): ValueOf<Name> {
    const value = found.get(key);
    if (value === undefined) throw new TypeError(`metrics: expected '${key}' among what they need`);
    return value as ValueOf<Name>;
  },
});

/** These may be views into an engine's memory that are lost when it grows, so they are requested last. */
const views: ReadonlySet<Quantity> = new Set(['parameter', 'predictions', 'testPredictions']);

const nothing: FoundQuantities = new Map();

/** Requests each need once; there must be no duplicates. */
export function findAll(needs: readonly Need[], quantities: Quantities): FoundQuantities {
  if (needs.length === 0) return nothing;
  const found = new Map<string, ValueOf<Quantity>>();
  const answers = quantities as Readonly<Record<Quantity, (of: Need['of']) => ValueOf<Quantity>>>;
  const find = ({ quantity, of, key }: Need): void => void found.set(key, answers[quantity](of));
  for (const one of needs) if (!views.has(one.quantity)) find(one);
  for (const one of needs) if (views.has(one.quantity)) find(one);
  return found;
}

/** What metrics are made of: something that is computed from quantities, and which ones. */
import type { Need, Quantity, ValueOf } from './quantities.ts';
import type { Snapshot } from './snapshot.ts';

export interface Formula<Value> {
  /** All that `compute` asks a snapshot for. */
  readonly needs: readonly Need[];
  /** From the snapshot alone: nothing is fetched meanwhile. */
  compute(snapshot: Snapshot): Value;
}

/** Of one quantity. */
export const fromOne = <Name extends Quantity, Value>(
  need: Need<Name>,
  compute: (quantity: ValueOf<Name>, snapshot: Snapshot) => Value,
): Formula<Value> => ({ needs: [need], compute: (snapshot) => compute(snapshot.of(need), snapshot) });

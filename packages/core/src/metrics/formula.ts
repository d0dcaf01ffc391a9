/** A formula computes something from quantities, and says which ones it needs. */
import type { Need, Quantity, ValueOf } from './quantities.ts';
import type { Snapshot } from './snapshot.ts';

export interface Formula<Value> {
  /** All quantities that `compute` asks a snapshot for. */
  readonly needs: readonly Need[];
  /** Computes from the snapshot alone; nothing is fetched meanwhile. */
  compute(snapshot: Snapshot): Value;
}

/** A formula that returns one quantity. */
export const fromOne = <Name extends Quantity, Value>(
  need: Need<Name>,
  compute: (quantity: ValueOf<Name>, snapshot: Snapshot) => Value,
): Formula<Value> => ({ needs: [need], compute: (snapshot) => compute(snapshot.of(need), snapshot) });

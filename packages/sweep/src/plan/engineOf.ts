/** Chooses engines by arithmetic. A run is resumed and verified in the arithmetic that it was computed in. */
import { createEngine, engineNames, type EngineName } from '@ranksweep/engine';
import type { ReadOnlyStore } from '@ranksweep/store';

/** @returns undefined if this machine has no engine with this arithmetic */
export const engineOf = (arithmetic: string): EngineName | undefined =>
  engineNames().find((name) => {
    try {
      return createEngine(name).arithmetic === arithmetic;
    } catch {
      return false; // It cannot run here.
    }
  });

/**
 * The engines that have computed a sweep's runs, as far as this machine has them.
 * @returns undefined if there are none
 */
export function enginesOfSweep(store: ReadOnlyStore, sweepId: number): readonly EngineName[] | undefined {
  const engines = store.arithmeticsOfSweep(sweepId).flatMap((arithmetic) => engineOf(arithmetic) ?? []);
  return engines.length === 0 ? undefined : engines;
}

/** Chooses engines by arithmetic. A run is resumed and verified in the arithmetic that it was computed in. */
import { InputError } from '@ranksweep/core';
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
 * The engine that has computed a sweep's runs; the default if there are none.
 * @throws InputError if the runs have several arithmetics, or one that this machine cannot compute
 */
export function engineOfSweep(store: ReadOnlyStore, sweepId: number): EngineName {
  const arithmetics = [...new Set(store.runsOfSweep(sweepId).map(({ arithmetic }) => arithmetic))];
  if (arithmetics.length === 0) return 'wasm';
  const engine = arithmetics.length === 1 ? engineOf(arithmetics[0]!) : undefined;
  if (engine !== undefined) return engine;
  throw new InputError(
    `sweep ${sweepId}: expected runs of one arithmetic that this machine computes, found ${arithmetics.join(', ')}: ` +
      'name an engine with --engine; ranksweep devices tells what there is',
  );
}

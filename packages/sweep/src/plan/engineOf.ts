/** Engines by what they compute: a run goes on, and is verified, in the arithmetic that it has. */
import { InputError } from '@ranksweep/core';
import { createEngine, engineNames, type EngineName } from '@ranksweep/engine';
import type { ReadOnlyStore } from '@ranksweep/store';

/** @returns undefined where this machine computes no such arithmetic */
export const engineOf = (arithmetic: string): EngineName | undefined =>
  engineNames().find((name) => {
    try {
      return createEngine(name).arithmetic === arithmetic;
    } catch {
      return false; // it cannot run here
    }
  });

/**
 * The engine that a sweep's runs have been computed by; the default where there are none.
 * @throws InputError where they are of several arithmetics, or of one that this machine does not compute
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

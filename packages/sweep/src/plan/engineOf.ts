/** Chooses engines by arithmetic. A run is resumed and verified in the arithmetic that it was computed in. */
import { createEngine, engineNames, type EngineName } from '@ranksweep/engine';
import type { RunKind } from '@ranksweep/run';
import type { ReadOnlyStore } from '@ranksweep/store';
import { engineDevices } from '../launch/devices/engineDevices.ts';
import { engineOn } from './kindChoice.ts';

/** @returns undefined if this machine has no engine with this arithmetic */
const engineOf = (arithmetic: string): EngineName | undefined =>
  usableNames().find((name) => createEngine(name).arithmetic === arithmetic);

/**
 * An engine in whose lanes runs of a kind have an arithmetic.
 * @returns undefined if this machine has none
 */
export async function laneEngineOf(kind: RunKind, arithmetic: string): Promise<EngineName | undefined> {
  if (kind.engineOn === undefined) return engineOf(arithmetic);
  // Most likely first, and those that load drivers of GPUs last.
  const names = usableNames().toSorted((a, b) => rank(a, arithmetic) - rank(b, arithmetic));
  for (const name of names) {
    const { devices } = await engineDevices(name);
    const [device] = devices.filter(({ unusable }) => unusable === undefined);
    if (device === undefined) continue;
    const found = engineOn(kind, { engine: name, device });
    if ('arithmetic' in found && found.arithmetic === arithmetic) return name;
  }
  return undefined;
}

function rank(name: EngineName, arithmetic: string): number {
  const engine = createEngine(name);
  if (engine.arithmetic === arithmetic) return 0;
  return engine.drivesGpus ? 2 : 1;
}

/** The engines that this machine can run. */
const usableNames = (): EngineName[] =>
  engineNames().filter((name) => {
    try {
      createEngine(name);
      return true;
    } catch {
      return false;
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

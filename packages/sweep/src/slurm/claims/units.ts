/** Divides a sweep's runs into units, each of which a task claims at once. */
import type { RunConfig } from '@ranksweep/core';
import { likenessOf } from '@ranksweep/kinds';
import { costOf } from '../../plan/cost.ts';

/**
 * A unit is this part of what is left for one task when the unit is begun. Units shrink, so that tasks end together, and there are
 * few: some `4 T ln(N / 4 T)` for N runs on T tasks.
 */
const UNITS_AHEAD = 4;
/** The most runs of a unit: as many as a GPU's lane advances together. */
const MOST_RUNS = 512;

export interface UnitsOptions {
  /** How many tasks work at a time. */
  readonly tasks: number;
}

/**
 * Runs that are alike stay together, since GPUs advance such runs as one. Those that take longest are begun first.
 * @param runs what is to be computed: positions of runs in the sweep, each with its configuration
 * @returns positions, by unit
 */
export function planUnits(
  runs: readonly { readonly position: number; readonly config: RunConfig }[],
  { tasks }: UnitsOptions,
): number[][] {
  const costs = runs.map(({ position, config }) => ({ position, cost: costOf(config), config }));
  const ordered = [...Map.groupBy(costs, ({ config }) => likenessOf(config)).values()]
    .map((group) => group.toSorted((a, b) => b.cost - a.cost || a.position - b.position))
    .toSorted((a, b) => b[0]!.cost - a[0]!.cost)
    .flat();
  let left = ordered.reduce((sum, { cost }) => sum + cost, 0);
  const units: number[][] = [];
  for (let next = 0; next < ordered.length;) {
    const most = left / (UNITS_AHEAD * tasks);
    const unit: number[] = [];
    let cost = 0;
    while (next < ordered.length && unit.length < MOST_RUNS) {
      const run = ordered[next]!;
      if (unit.length > 0 && cost + run.cost > most) break;
      unit.push(run.position);
      cost += run.cost;
      next++;
    }
    left -= cost;
    units.push(unit);
  }
  return units;
}

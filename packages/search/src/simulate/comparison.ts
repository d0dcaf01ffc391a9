/** Searches side by side on one stored grid, each with many seeds: what they find, and how many iterations they spend. */
import { given } from '@ranksweep/core';
import type { PrunerSpec, SamplerName, SearchSpec } from '@ranksweep/kinds';
import { quantile } from '../quantile.ts';
import { simulate, type Simulation } from './simulate.ts';
import type { StoredGrid } from './storedGrid.ts';

/** A sampler with a pruner or without one. */
export interface Contender {
  readonly sampler: SamplerName;
  readonly pruner: PrunerSpec | undefined;
}

export interface ComparisonOptions {
  readonly goal: Pick<SearchSpec, 'minimize' | 'maximize'>;
  readonly trials: number;
  readonly parallel: number;
  /** See `SearchSpec`. */
  readonly startup: number | undefined;
  readonly seeds: readonly number[];
  readonly contenders: readonly Contender[];
  readonly onProgress?: (done: number, of: number) => void;
}

/** How one contender did, over all seeds. Arrays have one entry a seed, in the order of the seeds. */
export interface Standing {
  readonly contender: Contender;
  /** The best value of each seed, `NaN` where no trial has ended with one. */
  readonly best: readonly number[];
  /** Shares of the grid's iterations, by seed: all, and until the grid's best cell was found (Infinity where it was not). */
  readonly spent: readonly number[];
  readonly untilFound: readonly number[];
  /** The best value so far over the iterations spent, by seed. */
  readonly curves: readonly BestSoFar[];
}

/** A step for each trial that was better than all before: the iterations spent by then, and its value. */
export interface BestSoFar {
  readonly seed: number;
  readonly spent: readonly number[];
  readonly best: readonly number[];
}

/** What the grid has, and how each contender did on it. */
export interface Comparison {
  /** Of the whole grid: its best value, and the iterations of all its runs. */
  readonly best: number;
  readonly iterations: number;
  readonly cells: number;
  readonly standings: readonly Standing[];
}

/** Every seed of every contender; they are told apart by nothing else. */
export async function compareSearches(grid: StoredGrid, options: ComparisonOptions): Promise<Comparison> {
  const { goal, trials, parallel, startup, seeds, contenders, onProgress } = options;
  const { space, zip, constraints } = grid;
  const search = (contender: Contender, seed: number, count: number): SearchSpec => ({
    ...goal,
    summary: 'median',
    trials: count,
    seed,
    // A bracket has to be under way at once.
    parallel: Math.max(parallel, contender.pruner?.kind === 'halving' ? contender.pruner.bracket : 1),
    ...contender,
    space,
    ...given({ startup, zip, constraints }),
  });
  const all = await simulate(grid, search({ sampler: 'grid', pruner: undefined }, 0, grid.cells.length));
  const best = bestOf(all, goal);
  const standings: Standing[] = [];
  for (const contender of contenders) {
    const found: Simulation[] = [];
    for (const seed of seeds) {
      found.push(await simulate(grid, search(contender, seed, trials)));
      onProgress?.(standings.length * seeds.length + found.length, contenders.length * seeds.length);
    }
    const curves = found.map((one, i) => bestSoFar(one, goal, seeds[i]!));
    standings.push({
      contender,
      best: curves.map((curve) => curve.best.at(-1) ?? NaN),
      spent: found.map(({ spent }) => spent / all.spent),
      untilFound: curves.map(({ spent, best: values }) => {
        const at = values.indexOf(best);
        return at < 0 ? Infinity : spent[at]! / all.spent;
      }),
      curves,
    });
  }
  return { best, iterations: all.spent, cells: grid.cells.length, standings };
}

const bestOf = (simulation: Simulation, goal: ComparisonOptions['goal']): number =>
  bestSoFar(simulation, goal, 0).best.at(-1) ?? NaN;

function bestSoFar({ trials }: Simulation, { minimize }: ComparisonOptions['goal'], seed: number): BestSoFar {
  const [spent, best]: [number[], number[]] = [[], []];
  for (const { state, objective, spent: at } of trials) {
    if (state !== 'done' || objective === null) continue;
    const last = best.at(-1);
    if (last !== undefined && (minimize === undefined ? objective <= last : objective >= last)) continue;
    spent.push(at);
    best.push(objective);
  }
  return { seed, spent, best };
}

/** Half of the seeds, the middle ones, have values between these. */
export const quartiles = (
  values: readonly number[],
): readonly [low: number, median: number, high: number] => [
  quantile(values, 0.25),
  quantile(values, 0.5),
  quantile(values, 0.75),
];

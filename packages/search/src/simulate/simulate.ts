/**
 * A search on a grid whose runs are in the database. It goes through the source that real searches have, with one lane that takes each run as far
 * as it was recorded, and counts iterations in place of time. Trials do not depend on the number of lanes, so neither does what is found.
 */
import type { SearchSpec } from '@ranksweep/kinds';
import type { NewTrial } from '@ranksweep/store';
import type { AskingLane, Job, RunSource, SourceOptions } from '@ranksweep/sweep';
import { searchSource } from '../sources/searchSource.ts';
import { valueAt, type StoredGrid, type StoredRun } from './storedGrid.ts';

export interface SimulatedTrial extends NewTrial {
  /** Iterations of all runs together until it had ended. */
  readonly spent: number;
}

export interface Simulation {
  /** In the order in which they ended or were pruned. One that was pruned, and then went on, comes twice. */
  readonly trials: readonly SimulatedTrial[];
  /** Iterations of all runs together. */
  readonly spent: number;
}

const ENGINE = 'wasm';
const LANE: AskingLane = {
  engine: ENGINE,
  isTogether: false,
  lanesOfEngine: 1,
  fits: () => true,
  batchWork: () => ({ least: 0, most: 1e8 }),
  hasUntold: () => false,
  hasLanes: () => true,
  engineFor: () => ENGINE,
  helpsWith: () => true,
};

/** @throws InputError if the search needs a run that is not there, or one that lacks what it looks at */
export async function simulate(grid: StoredGrid, search: SearchSpec): Promise<Simulation> {
  const simulated = new Simulated(grid, search);
  await simulated.run();
  return { trials: simulated.trials, spent: simulated.spent };
}

class Simulated {
  readonly trials: SimulatedTrial[] = [];
  spent = 0;
  readonly #grid: StoredGrid;
  readonly #source: RunSource;
  readonly #runs = new Map<number, StoredRun>();
  /** How far runs have come, by number. */
  readonly #made = new Map<number, number>();

  constructor(grid: StoredGrid, search: SearchSpec) {
    this.#grid = grid;
    this.#source = searchSource(this.#options(search), 'when asked');
  }

  async run(): Promise<void> {
    for (;;) {
      const turn = await this.#source.next(1, LANE);
      if (turn === 'end') return;
      if (turn === 'wait' || 'coming' in turn)
        throw new Error('simulation: expected runs or the end, found that it waits for nothing');
      for (const job of turn) this.#compute(job);
    }
  }

  #compute({ run, pauseAt = Infinity }: Job): void {
    const stored = this.#runs.get(run.runId)!;
    const hasPaused = pauseAt < stored.iterations;
    const reached = hasPaused ? pauseAt : stored.iterations;
    this.spent += reached - (this.#made.get(run.runId) ?? 0);
    this.#made.set(run.runId, reached);
    const paused = { status: 'paused', iterations: reached } as const;
    this.#source.tell(hasPaused ? { ...stored.end, outcome: paused } : stored.end);
  }

  #options(search: SearchSpec): SourceOptions {
    const { sweep, part, seeds, example, runOf } = this.#grid;
    const { base } = sweep.spec.parts[part]!;
    return {
      sweep: {
        ...sweep,
        spec: { ...sweep.spec, parts: { [part]: { base, axes: {}, seeds, search } } },
        runs: [],
        examples: [example],
      },
      jobs: [],
      ended: [],
      lanes: 1,
      isTogether: () => false,
      register: async (asked) => {
        const runs = asked.map(({ cell, seed }) => runOf(cell, seed));
        const fresh = new Set(runs.filter(({ run }) => !this.#runs.has(run.runId)));
        for (const stored of fresh) this.#runs.set(stored.run.runId, stored);
        const jobs = [...fresh].map(({ run, iterations }) => ({
          run,
          config: example.config,
          cost: iterations,
          deaths: 0,
          engines: [ENGINE] as const,
        }));
        return { jobs, ended: [], runs: runs.map(({ run }) => run) };
      },
      recordTrials: (_, trials) => {
        const ended = trials.filter(({ state }) => state !== 'running');
        this.trials.push(...ended.map((trial) => ({ ...trial, spent: this.spent })));
      },
      isCalledOff: () => false,
      skip: () => {},
      resultOf: ({ runId }) => this.#runs.get(runId)!.end,
      valueAt: ({ runId }, metric, iteration) => valueAt(this.#runs.get(runId)!, metric, iteration),
    };
  }
}

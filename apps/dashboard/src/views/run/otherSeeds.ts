/** Runs of the same cell with other seeds, laid under a run's curves. */
import type { ReadOnlyStore, RunPlace } from '@ranksweep/store';
import { Trajectories } from './trajectories.ts';

export interface OtherSeed {
  readonly seed: number;
  readonly trajectories: Trajectories;
}

/** More could not be told apart, and would take long to read. */
const MOST_SEEDS = 9;

export class OtherSeeds {
  readonly #store: ReadOnlyStore;
  readonly #runId: number;
  readonly #known = new Map<number, Trajectories>();
  shown: readonly OtherSeed[] = [];
  /** How many there are. */
  count = 0;

  constructor(store: ReadOnlyStore, runId: number) {
    this.#store = store;
    this.#runId = runId;
  }

  refresh(place: RunPlace | undefined): void {
    const beside = place === undefined ? [] : this.#store.seedsAt(place);
    const others = beside.filter(({ runId }) => runId !== this.#runId);
    this.count = others.length;
    this.shown = others.slice(0, MOST_SEEDS).map(({ runId, seed }) => {
      const trajectories = this.#known.get(runId) ?? new Trajectories(this.#store, runId);
      this.#known.set(runId, trajectories);
      trajectories.update(this.#store.run(runId));
      return { seed, trajectories };
    });
  }

  /** Gives back the memory of their points. */
  clear(): void {
    this.#known.clear();
    this.shown = [];
  }
}

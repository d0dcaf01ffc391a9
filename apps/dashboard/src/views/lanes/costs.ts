/** What an iteration of a run costs, by its plan. */
import { flopsPerIteration, numelOf, type RunConfig } from '@ranksweep/core';
import type { ReadOnlyStore } from '@ranksweep/store';

/** Planning for more entries takes longer than a display may stand still. */
const MOST_ENTRIES = 50_000;

export class Costs {
  readonly #store: ReadOnlyStore;
  readonly #byRun = new Map<number, number | undefined>();
  /** By model and task: the seed changes which entries are observed, and the cost by little. */
  readonly #byTask = new Map<string, number>();

  constructor(store: ReadOnlyStore) {
    this.#store = store;
  }

  /** Plans for one run at most, so that many new ones at once do not add up. */
  learn(runIds: readonly number[]): void {
    const runId = runIds.find((one) => !this.#byRun.has(one));
    if (runId !== undefined) this.#byRun.set(runId, this.#costOf(runId));
  }

  /** Floating-point operations an iteration; undefined where that is not known. */
  of(runId: number): number | undefined {
    return this.#byRun.get(runId);
  }

  #costOf(runId: number): number | undefined {
    const config = this.#store.run(runId)?.config;
    if (config === undefined) return undefined;
    const key = JSON.stringify([config.model, config.task]);
    if (!this.#byTask.has(key) && entriesOf(config) <= MOST_ENTRIES)
      this.#byTask.set(key, flopsPerIteration(config));
    return this.#byTask.get(key);
  }
}

const entriesOf = ({ task: { kind, dims, observed } }: RunConfig): number =>
  kind === 'completion' ? observed : numelOf(dims);

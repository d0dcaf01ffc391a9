/** What an iteration of a run costs, by its plan. */
import { kindOf } from '@ranksweep/kinds';
import type { ReadOnlyStore } from '@ranksweep/store';

export class Costs {
  readonly #store: ReadOnlyStore;
  readonly #byRun = new Map<number, number | undefined>();

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
    const kind = kindOf(config);
    // Nobody knows what a program computes.
    return kind.isCostQuick(config) && kind.hasOpenMetrics !== true ? kind.cost(config) : undefined;
  }
}

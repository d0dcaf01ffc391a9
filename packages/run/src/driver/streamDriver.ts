/**
 * Decides about one run whose points come by themselves: which to keep, and when the run should stop. It never reads the clock, so
 * the same reports always lead to the same decisions.
 */
import type { RecordConfig, StopConfig, StopReason } from '@ranksweep/core';
import { nextKept } from './schedule.ts';

/** What a resumed run needs to decide as if it had never stopped. */
export interface StreamMemory {
  /** The last iteration that was reported; -1 before the first. */
  readonly previous: number;
  /** How many consecutive checks, up to now, found the loss below its bound. */
  readonly checks: number;
}

export const NO_REPORTS: StreamMemory = { previous: -1, checks: 0 };

export class StreamDriver {
  readonly #stop: StopConfig;
  readonly #record: RecordConfig;
  #previous: number;
  #checks: number;
  #checkedAt = -1;

  constructor(stop: StopConfig, record: RecordConfig, { previous, checks }: StreamMemory) {
    this.#stop = stop;
    this.#record = record;
    this.#previous = previous;
    this.#checks = checks;
  }

  /** As it is at an iteration: what was reported beyond it does not count. */
  memoryAt(iteration: number): StreamMemory {
    return { previous: Math.min(this.#previous, iteration), checks: this.#checks };
  }

  /**
   * Whether a snapshot is kept: where the schedule has an iteration since the one reported before. Programs report when they like, and
   * need not hit the iterations of the schedule. Call it once for each snapshot, in their order.
   */
  keeps(iteration: number): boolean {
    if (iteration <= this.#previous) return nextKept(this.#record, iteration - 1) === iteration; // It comes late.
    const isDue = this.#previous < 0 || nextKept(this.#record, this.#previous) <= iteration;
    this.#previous = iteration;
    return isDue;
  }

  /** Why the run should stop, now that it has reported its loss. The loss must be below the bound at patience + 1 checks in a row. */
  reasonToStop(iteration: number, loss: number): StopReason | undefined {
    if (!Number.isFinite(loss)) return 'non-finite-loss';
    const { checkEvery, lossBelow, patience } = this.#stop;
    if (iteration > this.#checkedAt && iteration > 0 && iteration % checkEvery === 0) {
      this.#checkedAt = iteration;
      this.#checks = loss < lossBelow ? this.#checks + 1 : 0;
    }
    return this.#checks > patience ? 'loss' : undefined;
  }
}

/**
 * Decides about one run whose points come by themselves: which to keep, and when the run should stop. It never reads the clock, so
 * the same reports always lead to the same decisions.
 */
import type { RecordConfig, StopConfig, StopReason } from '@ranksweep/core';
import { History } from './history.ts';
import { nextKept } from './schedule.ts';

/** What a resumed run needs to decide as if it had never stopped. */
export interface StreamMemory {
  /** The last iteration that was kept in its turn; -1 before the first. */
  readonly lastKept: number;
  /** How many consecutive checks, up to now, found the loss below its bound. */
  readonly checks: number;
}

export const NO_REPORTS: StreamMemory = { lastKept: -1, checks: 0 };

export class StreamDriver {
  readonly #stop: StopConfig;
  readonly #record: RecordConfig;
  readonly #lastKept: History;
  readonly #checks: History;
  #checkedAt = -1;

  constructor(stop: StopConfig, record: RecordConfig, { lastKept, checks }: StreamMemory) {
    this.#stop = stop;
    this.#record = record;
    this.#lastKept = new History(lastKept);
    this.#checks = new History(checks);
  }

  /**
   * As it was at an iteration: what was reported beyond it does not count, since a run that goes on from there reports it again. A
   * program may save in the background, and go on meanwhile.
   * @param iteration not before that of an earlier call
   */
  memoryAt(iteration: number): StreamMemory {
    return { lastKept: this.#lastKept.goneTo(iteration), checks: this.#checks.goneTo(iteration) };
  }

  /**
   * Whether a snapshot is kept: where the schedule has an iteration since the last one that was. Programs report when they like, and
   * need not hit the iterations of the schedule. More of a snapshot may come later, and is kept like the first of it.
   */
  keeps(iteration: number): boolean {
    const lastKept = this.#lastKept.now;
    if (iteration === lastKept) return true;
    if (iteration < lastKept) return nextKept(this.#record, iteration - 1) === iteration; // It comes late.
    const isDue = lastKept < 0 || nextKept(this.#record, lastKept) <= iteration;
    if (isDue) this.#lastKept.change(iteration, iteration);
    return isDue;
  }

  /** Why the run should stop, now that it has reported its loss. The loss must be below the bound at patience + 1 checks in a row. */
  reasonToStop(iteration: number, loss: number): StopReason | undefined {
    if (!Number.isFinite(loss)) return 'non-finite-loss';
    const { checkEvery, lossBelow, patience } = this.#stop;
    if (iteration > this.#checkedAt && iteration > 0 && iteration % checkEvery === 0) {
      this.#checkedAt = iteration;
      this.#checks.change(iteration, loss < lossBelow ? this.#checks.now + 1 : 0);
    }
    return this.#checks.now > patience ? 'loss' : undefined;
  }
}

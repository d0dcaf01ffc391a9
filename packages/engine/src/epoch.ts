/** The batches that a run takes, and its loss over those of the epoch so far. Engines on processors use it. */
import { BatchOrder, NO_SUMS, type EpochSums, type Shuffle, type Workload } from '@ranksweep/core';
import type { Losses } from './engine.ts';

export class Epoch {
  readonly #order: BatchOrder;
  #sums: EpochSums;

  /**
   * @param sums of the state that the run goes on from
   * @param shuffle gives the orders that core's gives; default: that one
   */
  constructor({ problem, config: { batch, seed } }: Workload, sums: EpochSums = NO_SUMS, shuffle?: Shuffle) {
    const samples = problem.y.length;
    this.#order = new BatchOrder({
      samples,
      size: batch?.size ?? samples,
      seed,
      ...(shuffle && { shuffle }),
    });
    this.#sums = sums;
  }

  /** The observations of the update after `iteration` updates, which may begin an epoch. Valid until the next call. */
  batchAt(iteration: number): Int32Array {
    this.startAt(iteration);
    return this.#order.at(iteration);
  }

  /** Forgets the batches so far if the update after `iteration` updates begins an epoch. */
  startAt(iteration: number): void {
    if (iteration % this.#order.perEpoch === 0) this.#sums = NO_SUMS;
  }

  /** The observations of the last of `iteration` updates, at least one. Valid until the next call. */
  batchBefore(iteration: number): Int32Array {
    return this.#order.at(iteration - 1);
  }

  /** @param losses means over a batch of `count` observations, before its update */
  add(count: number, { objective, mse }: Losses): void {
    const { samples, objective: sum, squares } = this.#sums;
    this.#sums = {
      samples: samples + count,
      objective: sum + count * objective,
      squares: squares + count * mse,
    };
  }

  get sums(): EpochSums {
    return this.#sums;
  }

  /** Means over the epoch so far; undefined before the first batch. */
  get losses(): Losses | undefined {
    const { samples, objective, squares } = this.#sums;
    return samples === 0 ? undefined : { objective: objective / samples, mse: squares / samples };
  }
}

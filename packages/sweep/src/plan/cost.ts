/** How long runs will take, relative to each other: long ones start first, so that lanes end together. */
import { flopsPerIteration, type RunConfig } from '@ranksweep/core';

/** What an iteration, and a run, take besides their arithmetic, in floating-point operations at 5 GFLOP/s: 4 us, 0.2 ms. */
const PER_ITERATION = 2e4;
const PER_RUN = 1e6;

export class CostEstimator {
  readonly #perIteration = new Map<string, number>();

  /** Floating-point operations up to the iteration limit; runs that differ in seed or task alone cost the same. */
  of(config: RunConfig): number {
    const { model, task, stop } = config;
    const key = JSON.stringify({ model, task: { ...task, seed: 0, target: null } });
    let flops = this.#perIteration.get(key);
    if (flops === undefined) {
      flops = flopsPerIteration(config);
      this.#perIteration.set(key, flops);
    }
    return PER_RUN + (PER_ITERATION + flops) * stop.maxIterations;
  }
}

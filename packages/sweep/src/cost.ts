/** How long runs will take, relative to each other: long ones start first, so that lanes end together. */
import { canonicalJson, flopsPerIteration, type RunConfig } from '@ranksweep/core';

/** Floating-point operations up to the iteration limit; runs that differ in seed or task alone cost the same. */
export class CostEstimator {
  readonly #perIteration = new Map<string, number>();

  of(config: RunConfig): number {
    const { model, task, stop } = config;
    const key = canonicalJson({ model, task: { ...task, seed: 0, target: null } });
    let flops = this.#perIteration.get(key);
    if (flops === undefined) {
      flops = flopsPerIteration(config);
      this.#perIteration.set(key, flops);
    }
    return flops * stop.maxIterations;
  }
}

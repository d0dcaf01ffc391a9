/** How long runs will take, relative to each other. Long runs start first, so that lanes end together. */
import type { RunConfig } from '@ranksweep/core';
import { iterationCost } from '@ranksweep/kinds';

/** The cost of a run besides its iterations, in floating-point operations at 5 GFLOP/s: 0.2 ms. */
const PER_RUN = 1e6;

/** Floating-point operations up to the iteration limit. */
export const costOf = (config: RunConfig): number =>
  PER_RUN + iterationCost(config) * config.stop.maxIterations;

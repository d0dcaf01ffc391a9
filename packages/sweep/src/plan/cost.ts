/** How long runs will take, relative to each other: long ones start first, so that lanes end together. */
import type { RunConfig } from '@ranksweep/core';
import { kindOf } from '@ranksweep/kinds';

/** What an iteration, and a run, take besides their arithmetic, in floating-point operations at 5 GFLOP/s: 4 us, 0.2 ms. */
const PER_ITERATION = 2e4;
const PER_RUN = 1e6;

/** Floating-point operations up to the iteration limit. */
export const costOf = (config: RunConfig): number =>
  PER_RUN + (PER_ITERATION + kindOf(config).cost(config)) * config.stop.maxIterations;

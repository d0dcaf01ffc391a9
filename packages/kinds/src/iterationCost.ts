/** The relative cost of iterations. Long runs start first, and the time that a sweep takes is estimated from it. */
import type { RunConfig } from '@ranksweep/core';
import { kindOf } from './registry.ts';

/** The cost of an iteration besides its arithmetic, in floating-point operations at 5 GFLOP/s: 4 us. */
const PER_ITERATION = 2e4;

/** In floating-point operations. */
export const iterationCost = (config: RunConfig): number => PER_ITERATION + kindOf(config).cost(config);

/** The same for a display, which must not wait: undefined if it would take more than a few milliseconds. */
export const quickIterationCost = (config: RunConfig): number | undefined =>
  kindOf(config).isCostQuick(config) ? iterationCost(config) : undefined;

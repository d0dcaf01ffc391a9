/** What iterations cost, relative to each other: long runs start first, and it is foretold how long a sweep takes. */
import type { RunConfig } from '@ranksweep/core';
import { kindOf } from './registry.ts';

/** What an iteration takes besides its arithmetic, in floating-point operations at 5 GFLOP/s: 4 us. */
const PER_ITERATION = 2e4;

/** In floating-point operations. */
export const iterationCost = (config: RunConfig): number => PER_ITERATION + kindOf(config).cost(config);

/** The same for a display, which may not wait for it: undefined where it is not known within some milliseconds. */
export const quickIterationCost = (config: RunConfig): number | undefined =>
  kindOf(config).isCostQuick(config) ? iterationCost(config) : undefined;

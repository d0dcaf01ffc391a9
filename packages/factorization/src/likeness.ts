/** Tells which runs a device may be able to advance together. */
import type { FactorizationConfig } from '@ranksweep/core';

/**
 * Seeds, targets and initializations do not change the size of any buffer. The choice of observed entries does, through the
 * number of distinct tuples, which only a plan can tell.
 */
export const likeness = ({ model, task, loss, optimizer, batch }: FactorizationConfig): string =>
  JSON.stringify([model, { ...task, seed: undefined, target: undefined }, loss, optimizer, batch]);

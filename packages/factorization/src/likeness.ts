/** Which runs a device may be able to advance together. */
import type { FactorizationConfig } from '@ranksweep/core';

/**
 * Seeds, targets and initializations change no size of a buffer. Which entries are observed does, through the number of distinct
 * tuples, and only a plan can tell that.
 */
export const likeness = ({ model, task, loss, optimizer }: FactorizationConfig): string =>
  JSON.stringify([model, { ...task, seed: undefined, target: undefined }, loss, optimizer]);

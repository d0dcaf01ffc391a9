/** Epochs: how often a run has passed over its training samples. */
import type { RunConfig } from '@ranksweep/core';
import { kindOf } from './registry.ts';

/**
 * Iterations of one pass over the training samples: 1 for a run that takes all of them in every iteration; undefined if its kind
 * knows no epochs.
 */
export function iterationsPerEpoch(config: RunConfig): number | undefined {
  const kind = kindOf(config);
  return kind.iterationsPerEpoch === undefined ? undefined : (kind.iterationsPerEpoch(config) ?? 1);
}

/** The same where an epoch has several: elsewhere epochs would tell no more than iterations do. */
export function severalPerEpoch(config: RunConfig): number | undefined {
  const iterations = iterationsPerEpoch(config);
  return iterations === 1 ? undefined : iterations;
}

/** Reads what a resumed run has already recorded, for its lane. Results that follow from a trajectory need all of it. */
import { setImmediate as turn } from 'node:timers/promises';
import type { TrajectoryChunk } from '@ranksweep/core';
import { metricsOf } from '@ranksweep/kinds';
import type { RunSink } from '@ranksweep/run';
import type { ClaimedRun } from '../schedule/claimRuns.ts';

/**
 * Other work runs between two blocks: leases are renewed, and lanes' messages are handled.
 * @throws like `RunSink.earlier`
 */
export async function earlierPoints(
  sink: RunSink,
  { config, checkpoint, attempt }: ClaimedRun,
): Promise<TrajectoryChunk[]> {
  if (checkpoint === undefined) return [];
  const blocks: TrajectoryChunk[] = [];
  for (const block of sink.earlier(attempt.held, metricsOf(config).atSnapshots)) {
    blocks.push(block);
    await turn();
  }
  return blocks;
}

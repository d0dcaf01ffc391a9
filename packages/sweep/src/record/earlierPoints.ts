/** What runs that go on have recorded already, for their lane: what follows from a trajectory follows from all of it. */
import { setImmediate as turn } from 'node:timers/promises';
import type { TrajectoryChunk } from '@ranksweep/core';
import { metricsOf } from '@ranksweep/kinds';
import type { RunSink } from '@ranksweep/run';
import type { ClaimedRun } from '../schedule/claimRuns.ts';

/**
 * Between two blocks other work has its turn: leases are renewed, and lanes are heard.
 * @throws as `RunSink.earlier`
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

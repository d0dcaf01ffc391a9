/** Reads what a resumed run has already recorded, for its lane. Results that follow from a trajectory need all of it. */
import { setImmediate as turn } from 'node:timers/promises';
import type { RunConfig, TrajectoryChunk } from '@ranksweep/core';
import { hasOpenMetrics, lossName, metricsOf } from '@ranksweep/kinds';
import { StopCondition, type LaneRun, type RunSink } from '@ranksweep/run';
import type { Attempt } from './attempt.ts';

/** A run that a lane is about to have. */
interface RunAtHand extends Pick<LaneRun, 'config' | 'checkpoint'> {
  readonly attempt: Pick<Attempt, 'held'>;
}

/**
 * Other work runs between two blocks: leases are renewed, and lanes' messages are handled.
 * @throws like `RunSink.earlier`
 */
export async function earlierPoints(
  sink: RunSink,
  { config, checkpoint, attempt }: RunAtHand,
): Promise<TrajectoryChunk[]> {
  if (checkpoint === undefined) return [];
  const blocks: TrajectoryChunk[] = [];
  for (const block of sink.earlier(attempt.held, metricsNeeded(config))) {
    blocks.push(block);
    await turn();
  }
  return blocks;
}

/** Of metrics that runs report under names of their own, those that `stop.when` looks at. */
function metricsNeeded(config: RunConfig): readonly string[] {
  const { atSnapshots } = metricsOf(config);
  const { when } = config.stop;
  if (when === undefined || !hasOpenMetrics(config)) return atSnapshots;
  return [...new Set([...atSnapshots, ...new StopCondition(when, { error: lossName(config) }).metrics])];
}

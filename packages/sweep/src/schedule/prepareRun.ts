/**
 * What happens between a run's claim and its lane, in time proportional to its trajectory. The run's points are read and compared
 * with their digests, and points that it does not resume from are deleted. Other work may run between any two steps.
 */
import { RunDamagedError, RunLostError, type LaneRun } from '@ranksweep/run';
import { earlierPoints } from '../record/earlierPoints.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { ClaimedRun } from './claimRuns.ts';
import type { SweepContext } from './sweepContext.ts';

/**
 * Prepares a run. If its points are damaged, it starts over.
 * @returns what the lane is handed
 * @throws RunLostError, and any error of reading or deleting its points
 */
export async function prepareRun(context: SweepContext, run: ClaimedRun): Promise<LaneRun> {
  const { sink, writes, observer } = context;
  const { key, config, attempt, folder, environment } = run;
  const { pauseAt } = run.job;
  const { name } = run.job.run;
  let { hasLeftover } = run;
  let from: Pick<LaneRun, 'checkpoint' | 'earlier'>;
  try {
    from = { checkpoint: run.checkpoint, earlier: await earlierPoints(sink, run) };
  } catch (error) {
    if (!(error instanceof RunDamagedError)) throw error;
    hasLeftover = await unlessLost(writes, () => attempt.startOver());
    observer.setBack?.(attempt.run, 'its points are damaged: it starts over');
    from = { checkpoint: undefined };
  }
  while (hasLeftover) hasLeftover = await unlessLost(writes, () => sink.deleteLeftover(attempt.held));
  return {
    key,
    name,
    config,
    pauseAt,
    attemptNumber: attempt.held.attempt,
    folder,
    environment,
    ...from,
  };
}

/** A lost run must not undo the writes of other runs that are committed with it. */
async function unlessLost<Result>(writes: GroupCommit, work: () => Result): Promise<Result> {
  const result = await writes.run(() => {
    try {
      return work();
    } catch (error) {
      if (error instanceof RunLostError) return error;
      throw error;
    }
  });
  if (result instanceof RunLostError) throw result;
  return result;
}

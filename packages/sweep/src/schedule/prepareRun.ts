/**
 * What lies between a run's claim and its lane, and takes as long as its trajectory is: its points are read, and held against
 * what was written; those that it does not go on with are deleted. Between any two parts of it other work has its turn.
 */
import { RunDamagedError, RunLostError, type LaneRun } from '@ranksweep/run';
import { earlierPoints } from '../record/earlierPoints.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { ClaimedRun } from './claimRuns.ts';
import type { SweepContext } from './sweepContext.ts';

/**
 * A run whose points are damaged starts over.
 * @returns what a lane is handed
 * @throws RunLostError, and whatever else its points cannot be read or deleted for
 */
export async function prepareRun(context: SweepContext, run: ClaimedRun): Promise<LaneRun> {
  const { sink, writes, observer } = context;
  const { key, config, attempt } = run;
  const { pauseAt } = run.job;
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
  return { key, config, pauseAt, ...from };
}

/** A run that was lost must not undo the writes of others that are committed together with this one. */
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

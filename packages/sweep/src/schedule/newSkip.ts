import type { NewSkip } from '@ranksweep/store';
import type { SkippedJob } from './source.ts';

/** What the store notes of a run that is left out. */
export const newSkip = ({ job, because, ...skip }: SkippedJob): NewSkip => ({
  runId: job.run.runId,
  becauseRunId: because.runId,
  axis: skip.axis,
  rule: skip.rule,
  reason: skip.reason,
});

/** How many runs of a sweep are in which state. Every display counts with these functions, so that all show the same numbers. */
import { countOf } from '@ranksweep/text';
import { runStatuses, type RunCounts, type RunStatus } from '../types.ts';

/** In the order in which they are told. */
const endStatuses = ['done', 'diverged', 'failed', 'cancelled'] as const satisfies readonly RunStatus[];

export const countsOf = (statuses: Iterable<RunStatus>): Record<RunStatus, number> => {
  const counts = Object.fromEntries(runStatuses.map((status) => [status, 0])) as Record<RunStatus, number>;
  for (const status of statuses) counts[status]++;
  return counts;
};

/** Runs that nothing more is computed of: done, diverged, failed or cancelled. */
export const finishedRuns = (counts: RunCounts): number =>
  endStatuses.reduce((sum, status) => sum + counts[status], 0);

export const allRuns = (counts: RunCounts): number => finishedRuns(counts) + counts.pending + counts.running;

/** `finished 21 of 27 runs: 18 done, 3 cancelled; 2 running` */
export function countsText(counts: RunCounts): string {
  const ends = endStatuses.filter((status) => counts[status] > 0);
  const endsText = ends.map((status) => `${counts[status]} ${status}`).join(', ');
  return [
    `finished ${finishedRuns(counts)} of ${countOf(allRuns(counts), 'run')}${endsText && `: ${endsText}`}`,
    ...(counts.running > 0 ? [`${counts.running} running`] : []),
  ].join('; ');
}

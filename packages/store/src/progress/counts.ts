/** Counts a sweep's runs by state. Every display uses these functions, so that all show the same numbers. */
import { countOf } from '@ranksweep/text';
import { runStatuses, type RunCounts, type RunStatus } from '../types.ts';

/** The states, in the order of display. */
const endStatuses = [
  'done',
  'diverged',
  'failed',
  'cancelled',
  'skipped',
] as const satisfies readonly RunStatus[];

export const countsOf = (statuses: Iterable<RunStatus>): Record<RunStatus, number> => {
  const counts = Object.fromEntries(runStatuses.map((status) => [status, 0])) as Record<RunStatus, number>;
  for (const status of statuses) counts[status]++;
  return counts;
};

/** Runs that need no more computing: done, diverged, failed, cancelled or skipped. */
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

/** Counts a sweep's runs by state. Every display uses these functions, so that all show the same numbers. */
import { countOf } from '@ranksweep/text';
import { runStatuses, type RunCounts, type RunStatus } from '../types.ts';

/** The states, in the order of display. */
const endStatuses = [
  'done',
  'diverged',
  'failed',
  'cancelled',
  'pruned',
  'skipped',
] as const satisfies readonly RunStatus[];

export const countsOf = (
  statuses: Iterable<RunStatus>,
  unasked = 0,
): Record<RunStatus | 'unasked', number> => {
  const counts = Object.fromEntries(runStatuses.map((status) => [status, 0])) as Record<RunStatus, number>;
  for (const status of statuses) counts[status]++;
  return { ...counts, unasked };
};

/** Runs that need no more computing: done, diverged, failed, cancelled, pruned or skipped. */
export const finishedRuns = (counts: RunCounts): number =>
  endStatuses.reduce((sum, status) => sum + counts[status], 0);

/** Runs that are in the database. */
export const registeredRuns = (counts: RunCounts): number =>
  finishedRuns(counts) + counts.pending + counts.running;

/** Those that searches have not asked for yet, too. */
export const allRuns = (counts: RunCounts): number => registeredRuns(counts) + counts.unasked;

/** `finished 21 of 27 runs: 18 done, 3 cancelled; 2 running`; of a search `finished 21 of at most 60 runs: ...; 33 not asked for yet` */
export function countsText(counts: RunCounts): string {
  const ends = endStatuses.filter((status) => counts[status] > 0);
  const endsText = ends.map((status) => `${counts[status]} ${status}`).join(', ');
  return [
    `finished ${finishedRuns(counts)} of ${counts.unasked > 0 ? 'at most ' : ''}${countOf(allRuns(counts), 'run')}${endsText && `: ${endsText}`}`,
    ...(counts.running > 0 ? [`${counts.running} running`] : []),
    ...(counts.unasked > 0 ? [`${counts.unasked} not asked for yet`] : []),
  ].join('; ');
}

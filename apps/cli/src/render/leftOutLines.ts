/** What was not taken of another database, or of a segment. */
import type { DamagedRun, MergeReport, PointDifference } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';

const MOST_TOLD = 10;

export const leftOutLines = ({
  held,
  differing,
  damaged,
}: Pick<MergeReport, 'held' | 'differing' | 'damaged'>): string[] => [
  ...(held.length > 0 ? [`  left alone, since a process is at them: ${runsText(held)}`] : []),
  ...differenceLines(differing),
  ...damageLines(damaged),
];

function differenceLines(differing: readonly PointDifference[]): string[] {
  if (differing.length === 0) return [];
  const told = differing
    .slice(0, MOST_TOLD)
    .map(
      ({ runId, otherRunId, metric, iteration, here, there }) =>
        `    run ${runId} (there ${otherRunId}): ${metric} at iteration ${iteration} is ${here} here, ${there} there`,
    );
  const rest = differing.length > told.length ? [`    and ${differing.length - told.length} more`] : [];
  return [`  kept as they were, since points differ, ${countOf(differing.length, 'run')}:`, ...told, ...rest];
}

function damageLines(damaged: readonly DamagedRun[]): string[] {
  if (damaged.length === 0) return [];
  const told = damaged
    .slice(0, MOST_TOLD)
    .map(({ runId, damage }) => `    run ${runId} there: ${damage.join(', ')}`);
  const rest = damaged.length > told.length ? [`    and ${damaged.length - told.length} more`] : [];
  return [
    `  left out, since they are not what was written, ${countOf(damaged.length, 'run')}:`,
    ...told,
    ...rest,
  ];
}

const runsText = (runIds: readonly number[]): string =>
  `${runIds.length === 1 ? 'run' : 'runs'} ${runIds.slice(0, MOST_TOLD).join(', ')}` +
  (runIds.length > MOST_TOLD ? ` and ${runIds.length - MOST_TOLD} more` : '');

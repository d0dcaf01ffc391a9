/** Which events stand on the iteration axis of a chart: those that are about what it shows. */
import type { TrajectoryEvent } from '@ranksweep/core';
import type { Family, Member } from './families.ts';

export interface EventMark {
  readonly iteration: number;
  readonly label: string;
}

/** An axis has no more columns than that. */
const MOST_MARKS = 400;

/** Rises first: where there is little room, labels of the earlier ones are written. */
export function eventMarks(
  events: readonly TrajectoryEvent[],
  { name, members }: Family,
  shown: readonly Member[],
): EventMark[] {
  const labels = new Map(shown.map(({ metric, label }) => [metric, label]));
  const metrics = new Set(members.map(({ metric }) => metric));
  const marks = events.flatMap(({ kind, subject, iteration, value }) => {
    const label = labelOf(kind, labels.get(subject), value);
    const isEnd = kind === 'converged' || kind === 'diverged';
    const isAbout = kind === 'rise' ? labels.has(subject) : subject === name || metrics.has(subject);
    return isAbout || isEnd ? [{ iteration, label, isFirst: kind === 'rise' || isEnd }] : [];
  });
  return marks
    .toSorted((a, b) => Number(b.isFirst) - Number(a.isFirst))
    .slice(0, MOST_MARKS)
    .map(({ iteration, label }) => ({ iteration, label }));
}

function labelOf(kind: string, member: string | undefined, value: number): string {
  switch (kind) {
    case 'rise':
      return member ? `rise ${member}` : 'rise';
    case 'rank_change':
      return `rank ${value}`;
    case 'plateau_start':
      return 'plateau';
    case 'plateau_end':
      return 'end';
    default:
      return kind;
  }
}

/** How long it took to compute runs, by the clock: times at which several were computed count once, times at which none was not. */
import type { AttemptRow } from '@ranksweep/store';

/** Attempts that have not ended count for nothing. */
export function busyMs(attempts: readonly Pick<AttemptRow, 'startedAt' | 'endedAt'>[]): number {
  const spans = attempts
    .flatMap(({ startedAt, endedAt }) =>
      endedAt === null ? [] : [[Date.parse(startedAt), Date.parse(endedAt)]],
    )
    .sort(([a], [b]) => a! - b!);
  let busy = 0;
  let reached = -Infinity;
  for (const [start, end] of spans as [number, number][]) {
    busy += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return busy;
}

/** How fast a sweep goes on, and how long it still takes. */
import type { SweepSummary } from '@ranksweep/store';

/** Speed is that of so long before now. */
const WINDOW_MS = 60_000;

interface Seen {
  readonly at: number;
  readonly ended: number;
}

export interface Pace {
  readonly runsPerMinute: number;
  readonly leftMs: number;
}

export const endedRuns = ({ runs }: SweepSummary): number =>
  runs.done + runs.diverged + runs.failed + runs.cancelled;
export const allRuns = (sweep: SweepSummary): number =>
  endedRuns(sweep) + sweep.runs.pending + sweep.runs.running;

/** Remembers how many runs had ended when. */
export class Paces {
  readonly #seen = new Map<number, Seen[]>();

  /** @returns undefined for a sweep that does not go on, or of which too little was seen */
  look(sweep: SweepSummary, now: number): Pace | undefined {
    const seen = this.#seen.get(sweep.id) ?? [];
    this.#seen.set(sweep.id, seen);
    const ended = endedRuns(sweep);
    if (seen.at(-1)?.ended !== ended) seen.push({ at: now, ended });
    while (seen.length > 2 && seen[1]!.at < now - WINDOW_MS) seen.shift();
    const [first] = seen;
    if (sweep.status !== 'running' || first === undefined || ended === first.ended) return undefined;
    const perMs = (ended - first.ended) / Math.max(1, now - first.at);
    return { runsPerMinute: perMs * 60_000, leftMs: (allRuns(sweep) - ended) / perMs };
  }
}

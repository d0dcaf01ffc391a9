/** What came of a sweep's runs. */
import type { EndedRun } from '@ranksweep/store';
import type { PlannedRun, RunOutcome } from '../observer.ts';

type Status = RunOutcome['status'];

export class Tally {
  /** Runs that attempts of this process have ended. */
  readonly ended: EndedRun[] = [];
  /** The latest of each run: one that has paused may go on. */
  readonly #statuses = new Map<number, Status>();

  /** @param attempt the one that brought it about, if it is of this process */
  add({ runId }: PlannedRun, { status }: RunOutcome, attempt: number | undefined): void {
    this.#statuses.set(runId, status);
    if (attempt !== undefined && isEnd(status)) this.ended.push({ runId, attempt, status });
  }

  /** How many runs have come to what. */
  get outcomes(): Readonly<Record<Status, number>> {
    const counts = {
      done: 0,
      diverged: 0,
      failed: 0,
      interrupted: 0,
      paused: 0,
      cancelled: 0,
      'held-elsewhere': 0,
    };
    for (const status of this.#statuses.values()) counts[status]++;
    return counts;
  }
}

const isEnd = (status: Status): status is EndedRun['status'] =>
  status === 'done' || status === 'diverged' || status === 'failed';

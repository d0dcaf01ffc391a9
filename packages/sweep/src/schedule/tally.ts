/** Counts the outcomes of a sweep's runs. */
import type { EndedRun } from '@ranksweep/store';
import type { PlannedRun, RunOutcome } from '../observer.ts';

type Status = RunOutcome['status'];

export class Tally {
  /** Runs that were ended by attempts of this process. */
  readonly ended: EndedRun[] = [];
  /** The latest outcome of each run; a paused run may be resumed. */
  readonly #statuses = new Map<number, Status>();

  /** @param attempt the attempt that ended the run, if this process made it */
  add({ runId }: PlannedRun, { status }: RunOutcome, attempt: number | undefined): void {
    this.#statuses.set(runId, status);
    if (attempt !== undefined && isEnd(status)) this.ended.push({ runId, attempt, status });
  }

  has({ runId }: PlannedRun): boolean {
    return this.#statuses.has(runId);
  }

  /** The number of runs by outcome. */
  get outcomes(): Readonly<Record<Status, number>> {
    const counts = {
      done: 0,
      diverged: 0,
      failed: 0,
      interrupted: 0,
      paused: 0,
      cancelled: 0,
      skipped: 0,
      'held-elsewhere': 0,
    };
    for (const status of this.#statuses.values()) counts[status]++;
    return counts;
  }
}

const isEnd = (status: Status): status is EndedRun['status'] =>
  status === 'done' || status === 'diverged' || status === 'failed';

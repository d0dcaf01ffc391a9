/** Runs that the source has not handed out yet, and how much work they are. */
import type { Job } from '../plan/job.ts';

/** Runs of the same engines. */
interface Share {
  readonly example: Job;
  work: number;
}

export class WaitingWork {
  readonly #jobs = new Map<number, Job>();
  /** By the engines of the runs: there are few different ones, and many runs. */
  readonly #shares = new Map<string, Share>();

  get jobs(): Iterable<Job> {
    return this.#jobs.values();
  }

  has(runId: number): boolean {
    return this.#jobs.has(runId);
  }

  add(jobs: readonly Job[]): void {
    for (const job of jobs) {
      this.#jobs.set(job.run.runId, job);
      this.#shareOf(job).work += job.cost;
    }
  }

  delete({ run }: Job): void {
    const job = this.#jobs.get(run.runId);
    if (job === undefined) return;
    this.#jobs.delete(run.runId);
    this.#shareOf(job).work -= job.cost;
  }

  /** @param isWanted has the same answer for all runs of the same engines */
  workOf(isWanted: (job: Job) => boolean): number {
    let work = 0;
    for (const share of this.#shares.values()) if (isWanted(share.example)) work += Math.max(0, share.work);
    return work;
  }

  #shareOf(job: Job): Share {
    const name = job.engines.join(' ');
    const share = this.#shares.get(name) ?? { example: job, work: 0 };
    this.#shares.set(name, share);
    return share;
  }
}

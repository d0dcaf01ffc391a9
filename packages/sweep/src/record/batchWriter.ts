/** Writes what a lane tells of a batch, and tells the observer once that is durable. */
import type { ClaimedRun } from '../schedule/claimRuns.ts';
import type { SweepContext } from '../schedule/executeBatch.ts';
import type { Job } from '../schedule/jobQueue.ts';
import type { LaneMessage } from '../launch/laneMessages.ts';
import type { BatchSignals } from '../launch/signals.ts';

/** Lanes that may die under a run before it is a failed one. */
const MOST_DEATHS = 3;

export class BatchWriter {
  readonly #context: SweepContext;
  readonly #runs: readonly ClaimedRun[];
  readonly #lane: string;
  readonly #signals: BatchSignals;

  constructor(context: SweepContext, runs: readonly ClaimedRun[], lane: string, signals: BatchSignals) {
    this.#context = context;
    this.#runs = runs;
    this.#lane = lane;
    this.#signals = signals;
    this.#started(0);
  }

  receive(messages: readonly LaneMessage[]): void {
    this.#context.writes.add(() => {
      const followUps = messages.map((message) => this.#write(message));
      return () => followUps.forEach((followUp) => followUp());
    });
  }

  renew(): void {
    this.#context.writes.add(() => {
      for (const { attempt } of this.#runs) attempt.renew();
      return () => {};
    });
  }

  /** Gives back the runs of which nothing more will be told. */
  giveBackRest(): void {
    this.#context.writes.add(() => {
      const open = this.#open();
      for (const index of open) this.#runs[index]!.attempt.giveBack();
      return () => open.forEach((index) => this.#settle(index));
    });
  }

  /**
   * The lane is gone, and this costs the run that it was at, as far as that is known, one of its tries. The others of the
   * batch lose nothing but what they have not told.
   * @returns runs to be tried again
   */
  async laneDied(message: string): Promise<Job[]> {
    const culprit = Math.max(this.#signals.current, 0);
    const deathsOf = (index: number): number => this.#runs[index]!.job.deaths + (index === culprit ? 1 : 0);
    const ended = await this.#context.writes.run(() => {
      const open = this.#open();
      for (const index of open) {
        const { attempt } = this.#runs[index]!;
        if (deathsOf(index) >= MOST_DEATHS) attempt.fail(`${message} (tried ${MOST_DEATHS} times)`);
        else attempt.giveBack(index === culprit ? message : undefined);
      }
      return open;
    });
    return ended.flatMap((index) => {
      const { attempt, job } = this.#runs[index]!;
      if (attempt.outcome!.status !== 'interrupted') {
        this.#settle(index);
        return [];
      }
      if (index === culprit) this.#context.observer.laneDied?.(attempt.run, message);
      return [{ ...job, deaths: deathsOf(index) }];
    });
  }

  /** Places of the runs that have no outcome. */
  #open(): number[] {
    return [...this.#runs.keys()].filter((index) => this.#runs[index]!.attempt.outcome === undefined);
  }

  /** @returns what follows once it is durable */
  #write(message: LaneMessage): () => void {
    const { index } = message;
    const { attempt } = this.#runs[index]!;
    if (attempt.outcome !== undefined) return () => {};
    const outcome = attempt.write(message);
    if (outcome !== undefined) this.#signals.abandon(index);
    return () => {
      const snapshots = message.kind === 'failure' ? undefined : message.snapshots;
      if (snapshots !== undefined && outcome?.status !== 'held-elsewhere') {
        this.#context.observer.progressed?.(attempt.run, snapshots.iterations.at(-1)!, snapshots.loss);
      }
      if (outcome !== undefined) this.#settle(index);
    };
  }

  #settle(index: number): void {
    const { attempt, job } = this.#runs[index]!;
    if (attempt.outcome!.status === 'held-elsewhere') this.#context.queue.layAside(job);
    else this.#context.settle(attempt.run, attempt.outcome!, attempt.number);
    this.#started(index + 1);
  }

  /** A lane does not say that it begins a run: it does when the one before has ended. */
  #started(index: number): void {
    const next = this.#runs[index];
    if (next !== undefined && !this.#context.pool.signals.isInterrupted) {
      this.#context.observer.started?.(next.attempt.run, this.#lane);
    }
  }
}

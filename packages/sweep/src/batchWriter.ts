/** Writes what a lane tells of a batch, and tells the observer once that is durable. */
import type { Attempt } from './attempt.ts';
import type { ClaimedRun } from './claimRuns.ts';
import type { SweepContext } from './executeBatch.ts';
import type { Job } from './jobQueue.ts';
import type { LaneMessage } from './laneMessages.ts';

export class BatchWriter {
  /** One int32 a run, shared with the lane: 1 when nobody wants its results any more. */
  readonly abandoned: Int32Array;
  readonly #context: SweepContext;
  readonly #runs: readonly ClaimedRun[];
  readonly #lane: string;

  constructor(context: SweepContext, runs: readonly ClaimedRun[], lane: string) {
    this.#context = context;
    this.#runs = runs;
    this.#lane = lane;
    this.abandoned = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * runs.length));
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

  /** Ends runs of which nothing more will be told. */
  conclude(end: (attempt: Attempt) => void): void {
    this.#concludeOpen(end, (index) => this.#settle(index));
  }

  /**
   * Gives back the runs of which nothing more will be told.
   * @returns those that can be claimed again
   */
  giveBack(): Job[] {
    const again: Job[] = [];
    this.#concludeOpen(
      (attempt) => attempt.giveBack(0),
      (index) => {
        const { attempt, job } = this.#runs[index]!;
        if (attempt.outcome!.status === 'interrupted') again.push(job);
        else this.#settle(index);
      },
    );
    this.#context.writes.flush();
    return again;
  }

  #concludeOpen(end: (attempt: Attempt) => void, followUp: (index: number) => void): void {
    this.#context.writes.add(() => {
      const open = [...this.#runs.keys()].filter((index) => this.#runs[index]!.attempt.outcome === undefined);
      for (const index of open) end(this.#runs[index]!.attempt);
      return () => open.forEach(followUp);
    });
  }

  /** @returns what follows once it is durable */
  #write(message: LaneMessage): () => void {
    const { index } = message;
    const { attempt } = this.#runs[index]!;
    if (attempt.outcome !== undefined) return () => {};
    const outcome = attempt.write(message);
    if (outcome !== undefined) Atomics.store(this.abandoned, index, 1);
    return () => {
      const snapshots = message.kind === 'failure' ? undefined : message.snapshots;
      if (snapshots !== undefined && outcome?.status !== 'held-elsewhere') {
        this.#context.observer.progressed?.(attempt.run, snapshots.iterations.at(-1)!, snapshots.loss);
      }
      if (outcome !== undefined) this.#settle(index);
    };
  }

  #settle(index: number): void {
    const { run, outcome } = this.#runs[index]!.attempt;
    this.#context.settle(run, outcome!);
    this.#started(index + 1);
  }

  /** A lane does not say that it begins a run: it does when the one before has ended. */
  #started(index: number): void {
    const next = this.#runs[index];
    if (next !== undefined && !this.#context.pool.isInterrupted) {
      this.#context.observer.started?.(next.attempt.run, this.#lane);
    }
  }
}

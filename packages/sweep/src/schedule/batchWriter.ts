/** Writes a lane's messages about a batch, and informs the observer once they are durable. */
import type { BatchEnd } from './batchEnd.ts';
import type { ClaimedRun } from './claimRuns.ts';
import type { SweepContext } from './sweepContext.ts';
import type { Job } from '../plan/job.ts';
import type { FailureMessage, LaneMessage, TrajectoryMessage } from '@ranksweep/run';
import type { BatchAtWork } from '../launch/launcher.ts';

/** How many lanes may die under a run before the run counts as failed. */
const MOST_DEATHS = 3;

export class BatchWriter {
  readonly #context: SweepContext;
  readonly #runs: ReadonlyMap<number, ClaimedRun>;
  readonly #lane: string;
  readonly #batch: () => BatchAtWork;
  #hasBegun = false;
  #written = 0;

  /** @param batch is asked once messages have arrived or the lane has died */
  constructor(context: SweepContext, runs: readonly ClaimedRun[], lane: string, batch: () => BatchAtWork) {
    this.#context = context;
    this.#runs = new Map(runs.map((run) => [run.key, run]));
    this.#lane = lane;
    this.#batch = batch;
  }

  receive(messages: readonly LaneMessage[]): void {
    for (const message of messages) {
      this.#context.writes.add(() => {
        const told = this.#take(message);
        return () => {
          this.#batch().written(++this.#written);
          told();
        };
      });
    }
  }

  renew(): void {
    this.#context.writes.add(() => {
      for (const { attempt } of this.#runs.values()) attempt.renew();
      return () => {};
    });
  }

  /** Ends a run that was never handed to a lane. */
  fail(run: ClaimedRun, { message }: Error): void {
    this.#context.writes.add(() => {
      run.attempt.fail(message);
      return () => this.#settle(run);
    });
  }

  /** Gives back the runs that will get no more messages. */
  giveBackRest(): void {
    this.#context.writes.add(() => {
      const open = this.#open();
      for (const { attempt } of open) attempt.giveBack();
      return () => open.forEach((run) => this.#settle(run));
    });
  }

  /**
   * Handles the death of the lane. If the lane was working on one run, the run loses one of its tries. If it was working on
   * several, none can be blamed yet, and each half of them is tried again apart: a run that is to blame is soon alone, and runs that
   * were too many for the device's memory become fewer. The other runs of the batch lose only what they have not reported.
   */
  async laneDied(message: string): Promise<BatchEnd> {
    let diedAtStart: string | undefined;
    const ended = await this.#context.writes.run(() => {
      const open = this.#open();
      const suspects = this.#suspects(open);
      diedAtStart = this.#hasBegun || this.#batch().atWork.length > 0 ? undefined : message;
      return open.map((run) => {
        const isSuspect = suspects.includes(run);
        const deaths = run.job.deaths + (isSuspect && suspects.length === 1 ? 1 : 0);
        if (deaths >= MOST_DEATHS) run.attempt.fail(`${message} (tried ${MOST_DEATHS} times)`);
        else run.attempt.giveBack(isSuspect ? message : undefined);
        return { run, deaths, isSuspect };
      });
    });
    const [suspects, others]: [Job[], Job[]] = [[], []];
    for (const { run, deaths, isSuspect } of ended) {
      const { attempt, job } = run;
      if (attempt.outcome!.status !== 'interrupted') this.#settle(run);
      else {
        if (isSuspect) this.#context.observer.laneDied?.(attempt.run, message);
        (isSuspect ? suspects : others).push({ ...job, deaths });
      }
    }
    const half = Math.ceil(suspects.length / 2);
    return { again: [suspects.slice(half), suspects.slice(0, half), others], diedAtStart };
  }

  /** The runs that the lane was working on. If there were none, the next run is blamed: otherwise it might be tried for ever. */
  #suspects(open: readonly ClaimedRun[]): ClaimedRun[] {
    const keys = new Set(this.#batch().atWork);
    return keys.size === 0 ? open.slice(0, 1) : open.filter(({ key }) => keys.has(key));
  }

  /** Runs that have no outcome yet. */
  #open(): ClaimedRun[] {
    return [...this.#runs.values()].filter(({ attempt }) => attempt.outcome === undefined);
  }

  /** @returns what to do once the message is durable */
  #take(message: LaneMessage): () => void {
    const run = this.#runs.get(message.key)!;
    const { dispatch, observer } = this.#context;
    if (message.kind === 'warning') return () => observer.warned?.(run.attempt.run, message.message);
    if (message.kind !== 'begin') return this.#write(run, message);
    this.#hasBegun = true;
    return () => {
      dispatch.begun(run.attempt.run);
      observer.started?.(run.attempt.run, this.#lane);
    };
  }

  #write(run: ClaimedRun, message: TrajectoryMessage): () => void {
    const { key, attempt } = run;
    if (attempt.outcome !== undefined) return () => {};
    const { failures = 0 } = run.job;
    if (message.kind === 'failure' && failures < (message.retries ?? 0)) return this.#tryAgain(run, message);
    const outcome = attempt.write(message);
    if (outcome !== undefined) this.#batch().abandon(key);
    return () => {
      const snapshots = 'snapshots' in message ? message.snapshots : undefined;
      if (snapshots !== undefined && outcome?.status !== 'held-elsewhere') {
        this.#context.observer.progressed?.(attempt.run, snapshots.iterations.at(-1)!, snapshots.loss);
        if (this.#context.dispatch.progressed(attempt.run, snapshots)) this.#batch().pause(key);
      }
      if (message.kind === 'unreadable' && outcome?.status === 'interrupted') this.#handOutAgain(run);
      else if (message.kind === 'left' && outcome?.status === 'interrupted')
        this.#context.dispatch.giveBack([[run.job]]);
      else if (outcome !== undefined) this.#settle(run);
    };
  }

  #tryAgain(run: ClaimedRun, { message }: FailureMessage): () => void {
    const { attempt, job } = run;
    attempt.giveBack(message);
    return () => {
      if (attempt.outcome!.status !== 'interrupted') return this.#settle(run);
      this.#context.observer.triedAgain?.(attempt.run, message);
      this.#context.dispatch.giveBack([[{ ...job, failures: (job.failures ?? 0) + 1 }]]);
    };
  }

  /** The run's state could not be read, and everything stored of it was deleted. */
  #handOutAgain({ attempt, job }: ClaimedRun): void {
    this.#context.observer.setBack?.(attempt.run, 'its state cannot be read: it starts over');
    this.#context.dispatch.giveBack([[job]]);
  }

  #settle({ attempt, job }: ClaimedRun): void {
    if (attempt.outcome!.status === 'held-elsewhere') this.#context.dispatch.layAside(job);
    else this.#context.settle(attempt.run, attempt.outcome!, attempt);
  }
}

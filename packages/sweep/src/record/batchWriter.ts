/** Writes what a lane tells of a batch, and tells the observer once that is durable. */
import type { ClaimedRun } from '../schedule/claimRuns.ts';
import type { SweepContext } from '../schedule/sweepContext.ts';
import type { Job } from '../schedule/source.ts';
import type { LaneMessage, TrajectoryMessage } from '@ranksweep/run';
import type { BatchAtWork } from '../launch/launcher.ts';

/** Lanes that may die under a run before it is a failed one. */
const MOST_DEATHS = 3;

export class BatchWriter {
  readonly #context: SweepContext;
  readonly #runs: ReadonlyMap<number, ClaimedRun>;
  readonly #lane: string;
  readonly #batch: () => BatchAtWork;

  /** @param batch asked once messages have come, or the lane has died */
  constructor(context: SweepContext, runs: readonly ClaimedRun[], lane: string, batch: () => BatchAtWork) {
    this.#context = context;
    this.#runs = new Map(runs.map((run) => [run.key, run]));
    this.#lane = lane;
    this.#batch = batch;
  }

  receive(messages: readonly LaneMessage[]): void {
    for (const message of messages) this.#context.writes.add(() => this.#take(message));
  }

  renew(): void {
    this.#context.writes.add(() => {
      for (const { attempt } of this.#runs.values()) attempt.renew();
      return () => {};
    });
  }

  /** Ends a run that no lane was handed. */
  fail(run: ClaimedRun, { message }: Error): void {
    this.#context.writes.add(() => {
      run.attempt.fail(message);
      return () => this.#settle(run);
    });
  }

  /** Gives back the runs of which nothing more will be told. */
  giveBackRest(): void {
    this.#context.writes.add(() => {
      const open = this.#open();
      for (const { attempt } of open) attempt.giveBack();
      return () => open.forEach((run) => this.#settle(run));
    });
  }

  /**
   * The lane is gone. If it was at one run, this costs the run one of its tries. If it was at several, none of them can be
   * blamed yet: each is tried again, alone. The others of the batch lose nothing but what they have not told.
   * @returns runs to be tried again
   */
  async laneDied(message: string): Promise<Job[]> {
    const ended = await this.#context.writes.run(() => {
      const open = this.#open();
      const suspects = this.#suspects(open);
      return open.map((run) => {
        const isSuspect = suspects.includes(run);
        const deaths = run.job.deaths + (isSuspect && suspects.length === 1 ? 1 : 0);
        if (deaths >= MOST_DEATHS) run.attempt.fail(`${message} (tried ${MOST_DEATHS} times)`);
        else run.attempt.giveBack(isSuspect ? message : undefined);
        return { run, deaths, isSuspect };
      });
    });
    return ended.flatMap(({ run, deaths, isSuspect }) => {
      const { attempt, job } = run;
      if (attempt.outcome!.status !== 'interrupted') {
        this.#settle(run);
        return [];
      }
      if (isSuspect) this.#context.observer.laneDied?.(attempt.run, message);
      return [{ ...job, deaths }];
    });
  }

  /** Those that the lane was at. Where it was at none, the next is to blame: somebody must be, or it would be tried for ever. */
  #suspects(open: readonly ClaimedRun[]): ClaimedRun[] {
    const keys = new Set(this.#batch().atWork);
    return keys.size === 0 ? open.slice(0, 1) : open.filter(({ key }) => keys.has(key));
  }

  /** Runs that have no outcome. */
  #open(): ClaimedRun[] {
    return [...this.#runs.values()].filter(({ attempt }) => attempt.outcome === undefined);
  }

  /** @returns what follows once it is durable */
  #take(message: LaneMessage): () => void {
    const run = this.#runs.get(message.key)!;
    if (message.kind !== 'begin') return this.#write(run, message);
    return () => this.#context.observer.started?.(run.attempt.run, this.#lane);
  }

  #write(run: ClaimedRun, message: TrajectoryMessage): () => void {
    const { key, attempt } = run;
    if (attempt.outcome !== undefined) return () => {};
    const outcome = attempt.write(message);
    if (outcome !== undefined) this.#batch().abandon(key);
    return () => {
      const snapshots = 'snapshots' in message ? message.snapshots : undefined;
      if (snapshots !== undefined && outcome?.status !== 'held-elsewhere') {
        this.#context.observer.progressed?.(attempt.run, snapshots.iterations.at(-1)!, snapshots.loss);
        if (this.#context.dispatch.progressed(attempt.run, snapshots)) this.#batch().pause(key);
      }
      if (message.kind === 'unreadable' && outcome?.status === 'interrupted') this.#handOutAgain(run);
      else if (outcome !== undefined) this.#settle(run);
    };
  }

  /** Its state could not be read, and nothing of it is left. */
  #handOutAgain({ attempt, job }: ClaimedRun): void {
    this.#context.observer.setBack?.(attempt.run, 'its state cannot be read: it starts over');
    this.#context.dispatch.giveBack([job]);
  }

  #settle({ attempt, job }: ClaimedRun): void {
    if (attempt.outcome!.status === 'held-elsewhere') this.#context.dispatch.layAside(job);
    else this.#context.settle(attempt.run, attempt.outcome!, attempt.held.attempt);
  }
}

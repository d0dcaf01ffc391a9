/** One attempt at a run: what its lane tells becomes rows of the store. */
import { detectEvents, metricSet, networkOf, StorageError, type RunConfig } from '@ranksweep/core';
import { LeaseLostError, type MetricTrajectory, type RunEnd, type Store } from '@ranksweep/store';
import type { BeginMessage, CheckpointMessage, EndMessage, LaneMessage, Snapshots } from '@ranksweep/run';
import { conclusionsOf } from './conclusions.ts';
import type { PlannedRun, RunOutcome } from '../observer.ts';
import { WholeTrajectory } from './wholeTrajectory.ts';

/** A claim outlives its process by at most so long, where its death cannot be seen. */
export const LEASE_MS = 60_000;
/** Events are looked for again among so many times the snapshots: all looks at a run cost some ten times its last. */
const EVENTS_AGAIN = 1.1;

export interface AttemptOptions {
  readonly store: Store;
  readonly run: PlannedRun;
  readonly config: RunConfig;
  /** Its number, from `claimRun`. */
  readonly attempt: number;
  /** Where it goes on; 0 starts. */
  readonly iteration: number;
  /** Whether the final parameters are kept. */
  readonly keepState: boolean;
}

/** What there is to be written of what lanes say. */
export type TrajectoryMessage = Exclude<LaneMessage, BeginMessage>;

/** Its methods write; they belong in a transaction. Once it has an outcome they write nothing more. */
export class Attempt {
  readonly run: PlannedRun;
  /** The attempt's. */
  readonly number: number;
  outcome: RunOutcome | undefined;
  readonly #store: Store;
  readonly #config: RunConfig;
  readonly #keepState: boolean;
  #iteration: number;
  /** Of what its lane told. */
  #wallMs = 0;
  /** Read when it is first needed, forgotten when the attempt has an outcome. */
  #trajectory: WholeTrajectory | undefined;
  /** Number of snapshots among which events were looked for. */
  #searched = 0;

  constructor({ store, run, config, attempt, iteration, keepState }: AttemptOptions) {
    this.#store = store;
    this.run = run;
    this.#config = config;
    this.number = attempt;
    this.#iteration = iteration;
    this.#keepState = keepState;
  }

  /**
   * What cannot be written fails the run, not its neighbours, as long as the failure can be.
   * @returns how the run ended, if it did
   */
  write(message: TrajectoryMessage): RunOutcome | undefined {
    if (this.outcome !== undefined) return this.outcome;
    const wallMs = message.kind === 'chunk' ? 0 : message.wallMs;
    this.#wallMs += wallMs;
    try {
      this.outcome = this.#take(message);
    } catch (error) {
      this.outcome = this.#outcomeOf(error, wallMs);
    }
    if (this.outcome !== undefined) this.#trajectory = undefined; // its batch may go on for long
    return this.outcome;
  }

  /** Ends it without a word of its lane. */
  fail(message: string): void {
    this.#unlessLost(() => this.#fail(message, 0));
  }

  /**
   * Gives the run back as it is, to go on later.
   * @param error what ended the attempt, if it was not interrupted
   */
  giveBack(error?: string): void {
    this.#unlessLost(() => this.#giveBack(error));
  }

  renew(): void {
    if (this.outcome !== undefined) return;
    try {
      this.#store.renewLease(this.run.runId, this.number, LEASE_MS);
    } catch (error) {
      // Lost to another process: the next write is refused and ends this attempt.
      if (!isLeaseLost(error)) throw error;
    }
  }

  #unlessLost(write: () => RunOutcome): void {
    if (this.outcome !== undefined) return;
    try {
      this.outcome = write();
    } catch (error) {
      if (!isLeaseLost(error)) throw error;
      this.outcome = this.#lost();
    }
  }

  #outcomeOf(error: unknown, wallMs: number): RunOutcome {
    if (isLeaseLost(error)) return this.#lost();
    if (error instanceof StorageError) throw error; // which says nothing of the run
    try {
      return this.#fail((error as Error).message, wallMs);
    } catch {
      throw error; // not the run fails, but the store
    }
  }

  #take(message: TrajectoryMessage): RunOutcome | undefined {
    switch (message.kind) {
      case 'failure':
        return this.#fail(message.message, message.wallMs);
      case 'chunk':
        return this.#goOn(message.snapshots);
      case 'checkpoint':
        return this.#save(message);
      case 'end':
        return this.#end(message);
    }
  }

  /** A run that tells of itself before its end is long enough for others to watch its events. */
  #goOn(snapshots: Snapshots): undefined {
    this.#store.appendChunk(this.run.runId, this.number, snapshots);
    this.#remember(snapshots);
    if (this.#whole().length >= EVENTS_AGAIN * this.#searched) this.#showEvents();
  }

  #save({ iteration, snapshots, checkpoint: state, wallMs }: CheckpointMessage | EndMessage): undefined {
    this.#store.saveCheckpoint(this.run.runId, this.number, { iteration, state, snapshots, wallMs });
    if (snapshots !== undefined) this.#remember(snapshots);
    this.#iteration = iteration;
  }

  /** Snapshots that are in the store. */
  #remember(snapshots: Snapshots): void {
    this.#whole().append(snapshots);
    this.#iteration = snapshots.iterations.at(-1)!;
  }

  #showEvents(): void {
    const whole = this.#whole();
    this.#searched = whole.length;
    this.#store.replaceEvents(this.run.runId, this.number, detectEvents(whole.series(), undefined));
  }

  #end(message: EndMessage): RunOutcome {
    const { reason, iteration, snapshots, atEnd, endOnly, checkpoint, wallMs } = message;
    if (reason === 'interrupted') {
      this.#save(message);
      this.#showEvents();
      return this.#giveBack();
    }
    if (snapshots !== undefined) this.#remember(snapshots);
    const status = reason === 'non-finite-loss' ? 'diverged' : 'done';
    this.#finish({
      status,
      iterations: iteration,
      stopReason: reason,
      error: null,
      wallMs,
      snapshots: [snapshots, atEnd].filter((chunk) => chunk !== undefined),
      ...conclusionsOf(this.#config, this.#whole(), atEnd, reason),
      ...(this.#keepState ? { finalState: { state: checkpoint, endOnly } } : {}),
    });
    return { status, reason, iterations: iteration, wallMs: this.#wallMs };
  }

  #giveBack(error?: string): RunOutcome {
    this.#store.releaseRun(this.run.runId, this.number, error);
    return { status: 'interrupted', iterations: this.#iteration };
  }

  /** To another process, or to somebody who does not want the run. */
  #lost(): RunOutcome {
    const status = this.#store.run(this.run.runId)?.status ?? 'cancelled';
    return { status: status === 'cancelled' ? 'cancelled' : 'held-elsewhere' };
  }

  #fail(message: string, wallMs: number): RunOutcome {
    const iterations = this.#iteration;
    this.#finish({ status: 'failed', iterations, stopReason: null, error: message, wallMs });
    return { status: 'failed', message };
  }

  #finish(end: RunEnd): void {
    this.#store.finishRun(this.run.runId, this.number, end);
  }

  /** Earlier attempts' part included; metrics in the order in which a snapshot has them. */
  #whole(): WholeTrajectory {
    return (this.#trajectory ??= new WholeTrajectory(this.#recorded()));
  }

  #recorded(): MetricTrajectory[] {
    if (this.#iteration === 0) return [];
    const { model, task } = this.#config;
    const { names } = metricSet(this.#config, networkOf(model, task.dims));
    return this.#store.trajectory(this.run.runId, names);
  }
}

const isLeaseLost = (error: unknown): boolean => error instanceof LeaseLostError;

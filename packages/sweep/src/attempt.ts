/** One attempt at a run: what its lane tells becomes rows of the store. */
import { detectEvents, metricSet, networkOf, type RunConfig } from '@ranksweep/core';
import { LeaseLostError, type MetricTrajectory, type RunEnd, type Store } from '@ranksweep/store';
import { conclusionsOf } from './conclusions.ts';
import type { EndMessage, LaneMessage } from './laneMessages.ts';
import type { PlannedRun, RunOutcome } from './observer.ts';
import type { Snapshots } from './recorder.ts';
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

/** Its methods write; they belong in a transaction. Once it has an outcome they write nothing more. */
export class Attempt {
  readonly run: PlannedRun;
  outcome: RunOutcome | undefined;
  readonly #store: Store;
  readonly #config: RunConfig;
  readonly #attempt: number;
  readonly #keepState: boolean;
  #iteration: number;
  /** Read when it is first needed, forgotten when the attempt has an outcome. */
  #trajectory: WholeTrajectory | undefined;
  /** Number of snapshots among which events were looked for. */
  #searched = 0;

  constructor({ store, run, config, attempt, iteration, keepState }: AttemptOptions) {
    this.#store = store;
    this.run = run;
    this.#config = config;
    this.#attempt = attempt;
    this.#iteration = iteration;
    this.#keepState = keepState;
  }

  /**
   * What cannot be written fails the run, not its neighbours, as long as the failure can be.
   * @returns how the run ended, if it did
   */
  write(message: LaneMessage): RunOutcome | undefined {
    if (this.outcome !== undefined) return this.outcome;
    try {
      if (message.kind === 'failure') this.outcome = this.#fail(message.message, message.wallMs);
      else if (message.kind === 'chunk') this.#goOn(message.snapshots);
      else this.outcome = this.#end(message);
    } catch (error) {
      this.outcome = this.#outcomeOf(error, message.kind === 'chunk' ? 0 : message.wallMs);
    }
    if (this.outcome !== undefined) this.#trajectory = undefined; // its batch may go on for long
    return this.outcome;
  }

  /** Ends it without a word of its lane. */
  fail(message: string, wallMs: number): void {
    this.#unlessLost(() => this.#fail(message, wallMs));
  }

  /** Gives the run back as it is, to go on later. */
  giveBack(wallMs: number): void {
    this.#unlessLost(() => this.#giveBack(wallMs));
  }

  renew(): void {
    if (this.outcome !== undefined) return;
    try {
      this.#store.renewLease(this.run.runId, this.#attempt, LEASE_MS);
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
      this.outcome = heldElsewhere;
    }
  }

  #outcomeOf(error: unknown, wallMs: number): RunOutcome {
    if (isLeaseLost(error)) return heldElsewhere;
    try {
      return this.#fail((error as Error).message, wallMs);
    } catch {
      throw error; // not the run fails, but the store
    }
  }

  /** A run that tells of itself before its end is long enough for others to watch its events. */
  #goOn(snapshots: Snapshots): void {
    this.#append(snapshots);
    if (this.#whole().length >= EVENTS_AGAIN * this.#searched) this.#showEvents();
  }

  #append(snapshots: Snapshots): void {
    const whole = this.#whole(); // as it is in the store before
    this.#store.appendChunk(this.run.runId, this.#attempt, snapshots);
    whole.append(snapshots);
    this.#iteration = snapshots.iterations.at(-1)!;
  }

  #showEvents(): void {
    const whole = this.#whole();
    this.#searched = whole.length;
    this.#store.replaceEvents(this.run.runId, this.#attempt, detectEvents(whole.series(), undefined));
  }

  #end(message: EndMessage): RunOutcome {
    const { reason, iteration, snapshots, atEnd, checkpoint, wallMs } = message;
    if (snapshots !== undefined) this.#append(snapshots);
    if (atEnd !== undefined) this.#store.appendChunk(this.run.runId, this.#attempt, atEnd);
    if (reason === 'interrupted') {
      this.#store.saveCheckpoint(this.run.runId, this.#attempt, iteration, checkpoint);
      this.#iteration = iteration;
      this.#showEvents();
      return this.#giveBack(wallMs);
    }
    const status = reason === 'non-finite-loss' ? 'diverged' : 'done';
    this.#finish({
      status,
      iterations: iteration,
      stopReason: reason,
      error: null,
      wallMs,
      ...conclusionsOf(this.#config, this.#whole(), atEnd, reason),
      ...(this.#keepState ? { finalState: checkpoint } : {}),
    });
    return { status, reason, iterations: iteration, wallMs };
  }

  #giveBack(wallMs: number): RunOutcome {
    this.#store.releaseRun(this.run.runId, this.#attempt, wallMs);
    return { status: 'interrupted', iterations: this.#iteration };
  }

  #fail(message: string, wallMs: number): RunOutcome {
    const iterations = this.#iteration;
    this.#finish({ status: 'failed', iterations, stopReason: null, error: message, wallMs });
    return { status: 'failed', message };
  }

  #finish(end: RunEnd): void {
    this.#store.finishRun(this.run.runId, this.#attempt, end);
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

const heldElsewhere: RunOutcome = { status: 'held-elsewhere' };

const isLeaseLost = (error: unknown): boolean => error instanceof LeaseLostError;

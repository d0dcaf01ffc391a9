/** One attempt at a run. It passes the lane's messages on to where the run is kept. */
import { StorageError } from '@ranksweep/core';
import {
  RunLostError,
  type CheckpointMessage,
  type EndMessage,
  type Held,
  type Release,
  type RunEnd,
  type RunSink,
  type StopMessage,
  type TrajectoryMessage,
} from '@ranksweep/run';
import type { PlannedRun, RunOutcome } from '../observer.ts';

/** How long a claim can outlive its process if the process's death cannot be seen. */
export const LEASE_MS = 60_000;

export interface AttemptOptions {
  readonly sink: RunSink;
  readonly run: PlannedRun;
  /** The attempt's number, from `claim`. */
  readonly attempt: number;
  /** The iteration of the checkpoint to resume from; undefined starts the run. */
  readonly from: number | undefined;
  /** Whether the final parameters are kept. */
  readonly keepState: boolean;
}

/** The methods write, so call them in a transaction. Once the attempt has an outcome they write nothing more. */
export class Attempt {
  readonly run: PlannedRun;
  readonly held: Held;
  outcome: RunOutcome | undefined;
  /** Last value of each metric as the store has it, if the lane has told them with the run's end. */
  finals: ReadonlyMap<string, number> | undefined;
  readonly #sink: RunSink;
  readonly #keepState: boolean;
  #iteration: number;
  /** Whether the run has a checkpoint to go on from. */
  #hasCheckpoint: boolean;
  /** The time that the lane has reported so far. */
  #wallMs = 0;

  constructor({ sink, run, attempt, from, keepState }: AttemptOptions) {
    this.run = run;
    this.#sink = sink;
    this.held = { runId: run.runId, attempt };
    this.#iteration = from ?? 0;
    this.#hasCheckpoint = from !== undefined;
    this.#keepState = keepState;
  }

  /**
   * Handles a message. If it cannot be written, only this run fails, not its neighbours, provided that the failure itself can be
   * written.
   * @returns how the run ended, if it did
   */
  write(message: TrajectoryMessage): RunOutcome | undefined {
    if (this.outcome !== undefined) return this.outcome;
    const wallMs = 'wallMs' in message ? message.wallMs : 0;
    this.#wallMs += wallMs;
    try {
      this.outcome = this.#take(message);
    } catch (error) {
      this.outcome = this.#outcomeOf(error, wallMs);
    }
    return this.outcome;
  }

  /**
   * Begins at iteration 0, without the run's earlier results.
   * @returns like `RunSink.startOver`
   * @throws RunLostError
   */
  startOver(): boolean {
    const hasLeftover = this.#sink.startOver(this.held);
    this.#iteration = 0;
    this.#hasCheckpoint = false;
    return hasLeftover;
  }

  /** Ends the run without a message from its lane. */
  fail(message: string): void {
    this.#unlessLost(() => this.#fail(message, 0));
  }

  /**
   * Gives the run back as it is, to be resumed later.
   * @param error what ended the attempt, if it was not interrupted
   */
  giveBack(error?: string): void {
    const outcome = error === undefined ? 'interrupted' : 'failed';
    this.#unlessLost(() => this.#release({ outcome, error }));
  }

  renew(): void {
    if (this.outcome !== undefined) return;
    try {
      this.#sink.renew(this.held, LEASE_MS);
    } catch (error) {
      // The run was lost to another process: the next write is refused and ends this attempt.
      if (!(error instanceof RunLostError)) throw error;
    }
  }

  #unlessLost(write: () => RunOutcome): void {
    if (this.outcome !== undefined) return;
    try {
      this.outcome = write();
    } catch (error) {
      if (!(error instanceof RunLostError)) throw error;
      this.outcome = lost(error);
    }
  }

  #outcomeOf(error: unknown, wallMs: number): RunOutcome {
    if (error instanceof RunLostError) return lost(error);
    if (error instanceof StorageError) throw error; // This error says nothing about the run.
    try {
      return this.#fail((error as Error).message, wallMs);
    } catch {
      throw error; // The store fails, not the run.
    }
  }

  #take(message: TrajectoryMessage): RunOutcome | undefined {
    switch (message.kind) {
      case 'failure':
        return this.#fail(message.message, message.wallMs);
      case 'chunk':
        this.#sink.append(this.held, message);
        this.#iteration = message.snapshots.iterations.at(-1)!;
        return undefined;
      case 'checkpoint':
        return this.#save(message);
      case 'derived':
        this.#sink.derive(this.held, message);
        return undefined;
      case 'left':
        return this.#release({ outcome: 'interrupted' });
      case 'unreadable':
        return this.#giveBackEmpty();
      case 'end':
        return isStop(message) ? this.#stop(message) : this.#end(message);
    }
  }

  #save(message: Omit<CheckpointMessage, 'kind'>): undefined {
    const { iteration, checkpoint: state, snapshots, events, wallMs } = message;
    this.#sink.checkpoint(this.held, { iteration, state, snapshots, events, wallMs });
    this.#iteration = iteration;
    this.#hasCheckpoint = true;
  }

  #stop(message: StopMessage): RunOutcome {
    const { reason, checkpoint, iteration } = message;
    if (checkpoint === undefined) this.#sink.append(this.held, message);
    else this.#save({ ...message, checkpoint });
    this.#iteration = iteration;
    if (reason !== 'paused' || this.#hasCheckpoint) return this.#release({ outcome: reason });
    this.#release({ outcome: 'interrupted' }); // It begins again when it is handed out.
    return { status: 'paused', iterations: this.#iteration };
  }

  /** Points that are left are deleted in steps by the next attempt that claims the run. */
  #giveBackEmpty(): RunOutcome {
    this.startOver();
    return this.#release({ outcome: 'failed', error: 'its state cannot be read' });
  }

  #end(message: EndMessage): RunOutcome {
    const { reason, iteration, snapshots, atEnd, wallMs, events, derived, finals } = message;
    const status = reason === 'non-finite-loss' ? 'diverged' : 'done';
    this.#sink.finish(this.held, {
      status,
      iterations: iteration,
      stopReason: reason,
      error: null,
      wallMs,
      snapshots: [snapshots, atEnd].filter((chunk) => chunk !== undefined),
      events,
      derived,
      ...(finals === undefined ? {} : { finals }),
      ...(this.#keepState ? { finalState: finalState(message) } : {}),
    });
    if (finals !== undefined) this.finals = asStored(finals);
    return { status, reason, iterations: iteration, wallMs: this.#wallMs };
  }

  #release(release: Release): RunOutcome {
    this.#sink.release(this.held, release);
    const status = release.outcome === 'paused' ? 'paused' : 'interrupted';
    return { status, iterations: this.#iteration };
  }

  #fail(message: string, wallMs: number): RunOutcome {
    const iterations = this.#iteration;
    this.#sink.finish(this.held, { status: 'failed', iterations, stopReason: null, error: message, wallMs });
    return { status: 'failed', message };
  }
}

/** The store has no -0. */
const asStored = (finals: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...finals].map(([metric, value]) => [metric, value + 0]));

/** What an ended run can be extended from; undefined if it begins again then. */
function finalState({
  checkpoint: state,
  checkpointAt,
  iteration,
  endOnly,
}: EndMessage): RunEnd['finalState'] {
  if (state === undefined) return undefined;
  const isAtEnd = checkpointAt === undefined || checkpointAt === iteration;
  return isAtEnd ? { state, endOnly } : { iteration: checkpointAt, state, endOnly: false };
}

const isStop = (message: StopMessage | EndMessage): message is StopMessage =>
  message.reason === 'interrupted' || message.reason === 'paused';

/** The run was lost to another process, or nobody wants it any more. */
const lost = ({ isHeldElsewhere }: RunLostError): RunOutcome => ({
  status: isHeldElsewhere ? 'held-elsewhere' : 'cancelled',
});

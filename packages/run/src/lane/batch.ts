/** The runs that were handed to a lane. It tracks which have not begun yet, and reports when each one begins and ends. */
import type { RunConfig } from '@ranksweep/core';
import type { LaneControl } from '../control.ts';
import { FailedRunError } from '../laneKind.ts';
import type { LaneRun } from '../messages.ts';
import type { Outbox } from './outbox.ts';
import { SaveClock } from './saveClock.ts';

/** A look asks for every run that waits, and short runs are looked at more often than that. */
const LOOK_EVERY_MS = 20;

export interface BatchOptions<Config extends RunConfig = RunConfig> {
  readonly runs: readonly LaneRun<Config>[];
  readonly control: LaneControl;
  readonly outbox: Outbox;
  /** How often each run is saved, apart from requested checkpoints. */
  readonly checkpointEveryMs: number;
}

export class Batch<Config extends RunConfig = RunConfig> {
  readonly control: LaneControl;
  readonly outbox: Outbox;
  readonly #checkpointEveryMs: number;
  #waiting: LaneRun<Config>[];
  #lookedAt = -Infinity;
  /** The runs in progress, by key. */
  readonly #clocks = new Map<number, SaveClock>();

  constructor({ runs, control, outbox, checkpointEveryMs }: BatchOptions<Config>) {
    this.control = control;
    this.outbox = outbox;
    this.#checkpointEveryMs = checkpointEveryMs;
    this.#waiting = [...runs];
  }

  /** The next run to begin; undefined if none is left. */
  get next(): LaneRun<Config> | undefined {
    if (this.control.isInterrupted) return undefined;
    this.leaveRecalled();
    while (this.#waiting.length > 0 && this.control.isAbandoned(this.#waiting[0]!.key)) this.#waiting.shift();
    return this.#waiting[0];
  }

  /** Gives up the runs that are to be left to other lanes. Call it regularly. */
  leaveRecalled(): void {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    const isRecalled = ({ key }: LaneRun<Config>): boolean => this.control.isRecalled(key);
    if (!this.#waiting.some(isRecalled)) return;
    for (const { key } of this.#waiting.filter(isRecalled)) this.outbox.add({ kind: 'left', key });
    this.#waiting = this.#waiting.filter((run) => !isRecalled(run));
  }

  /** Runs that have not begun. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Begins `next`. @returns its clock, which starts now */
  begin(): SaveClock {
    const { key } = this.#waiting.shift()!;
    const clock = new SaveClock(this.control, this.#checkpointEveryMs);
    this.#clocks.set(key, clock);
    this.control.begin(key);
    this.outbox.add({ kind: 'begin', key });
    return clock;
  }

  /** Reports that the run failed with an error. */
  fail(key: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const retries = error instanceof FailedRunError ? error.retries : undefined;
    this.outbox.add({ kind: 'failure', key, message, retries, wallMs: this.#clocks.get(key)!.saved() });
    this.over(key);
  }

  /**
   * Reports that the state to resume from cannot be read. The run does not start over here, because its old points would remain
   * underneath the new ones.
   */
  cannotGoOn(key: number): void {
    this.outbox.add({ kind: 'unreadable', key });
    this.over(key);
  }

  /** Reports that the run is over and all its messages are sent. */
  over(key: number): void {
    this.#clocks.delete(key);
    this.control.end(key);
  }
}

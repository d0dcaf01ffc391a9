/** The runs that a lane was handed: which are still to be begun, and what is said where one begins and ends. */
import type { RunConfig } from '@ranksweep/core';
import type { LaneControl } from '../control.ts';
import type { LaneRun } from '../messages.ts';
import type { Outbox } from './outbox.ts';
import { SaveClock } from './saveClock.ts';

export interface BatchOptions<Config extends RunConfig = RunConfig> {
  readonly runs: readonly LaneRun<Config>[];
  readonly control: LaneControl;
  readonly outbox: Outbox;
  /** Each run is saved after so long, and when checkpoints are asked for. */
  readonly checkpointEveryMs: number;
}

export class Batch<Config extends RunConfig = RunConfig> {
  readonly control: LaneControl;
  readonly outbox: Outbox;
  readonly #checkpointEveryMs: number;
  readonly #waiting: LaneRun<Config>[];
  /** Of the runs that are going on, by key. */
  readonly #clocks = new Map<number, SaveClock>();

  constructor({ runs, control, outbox, checkpointEveryMs }: BatchOptions<Config>) {
    this.control = control;
    this.outbox = outbox;
    this.#checkpointEveryMs = checkpointEveryMs;
    this.#waiting = [...runs];
  }

  /** The run to be begun next; undefined when none is. */
  get next(): LaneRun<Config> | undefined {
    if (this.control.isInterrupted) return undefined;
    while (this.#waiting.length > 0 && this.control.isAbandoned(this.#waiting[0]!.key)) this.#waiting.shift();
    return this.#waiting[0];
  }

  /** Runs that were not begun. */
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

  /** The run is over because of an error. */
  fail(key: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.outbox.add({ kind: 'failure', key, message, wallMs: this.#clocks.get(key)!.saved() });
    this.over(key);
  }

  /**
   * The state that the run was to go on from cannot be read. It does not start over here and now: what it has recorded would stay
   * beneath what it records.
   */
  cannotGoOn(key: number): void {
    this.outbox.add({ kind: 'unreadable', key });
    this.over(key);
  }

  /** The run is over, and what there was to say of it is said. */
  over(key: number): void {
    this.#clocks.delete(key);
    this.control.end(key);
  }
}

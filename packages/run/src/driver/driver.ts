/**
 * Decides, as one run advances, when to look at it, what to keep and when to stop. The driver computes nothing, stores no
 * snapshots and never reads the clock. The same measurements therefore always lead to the same decisions, on any machine and next
 * to any other runs.
 */
import type { RecordConfig, StopConfig, StopReason } from '@ranksweep/core';
import type { Measurement } from '../laneKind.ts';
import type { SnapshotValue, StopCondition } from '../stop/stopCondition.ts';
import { changeBeyond, type HasChanged } from './change.ts';
import { isKept, isMeasured, nextMeasured, nextMultiple } from './schedule.ts';

/** Iterations between two looks at the loss. */
const LONGEST_STRETCH = 1000;

/** What a driver must remember so that a resumed run continues as if it had never stopped. */
export interface Memory {
  /** How many consecutive checks, up to now, found the loss to be zero. */
  readonly zeroLossChecks: number;
  /** The last iteration whose snapshot was kept by the schedule or because of a change; -1 before the first. */
  readonly lastKept: number;
  /** The snapshot at `lastKept`, from which changes are measured. Only set if the run records on change. */
  readonly reference?: Float64Array | undefined;
}

/** The memory of a run that has not started yet. */
export const NO_MEMORY: Memory = { zeroLossChecks: 0, lastKept: -1 };

export interface DriverOptions {
  readonly stop: StopConfig;
  readonly record: RecordConfig;
  /** Names of a snapshot's values. */
  readonly metrics: readonly string[];
  /** The iteration that the run has reached. */
  readonly iteration: number;
  /** What the driver remembered at that iteration. */
  readonly memory: Memory;
  /** The iteration at which to pause, unless the run ends first. If the run has already reached it, it pauses at once. */
  readonly pauseAt?: number | undefined;
  /** The condition of `stop.when`, which has recalled what was kept up to `iteration`. Default: none. */
  readonly condition?: StopCondition | undefined;
}

export interface Decision {
  /** Whether the measured snapshot should be kept. */
  readonly keeps: boolean;
  /** Why the run should stop here, if it should. */
  readonly reason: StopReason | 'paused' | undefined;
}

export class RunDriver {
  readonly #stop: StopConfig;
  readonly #record: RecordConfig;
  readonly #pauseAt: number;
  readonly #condition: StopCondition | undefined;
  /** Where a snapshot has each metric, for the condition. */
  readonly #columns: ReadonlyMap<string, number>;
  readonly #hasChanged: HasChanged | undefined;
  #iteration: number;
  #zeroLossChecks: number;
  #lastKept: number;
  #reference: Float64Array | undefined;
  /** The iteration of the next look. */
  #look: number;

  constructor(options: DriverOptions) {
    const { stop, record, metrics, iteration, memory, pauseAt = Infinity, condition } = options;
    this.#stop = stop;
    this.#record = record;
    this.#pauseAt = pauseAt;
    this.#condition = condition;
    this.#columns = new Map(metrics.map((metric, column) => [metric, column]));
    this.#iteration = iteration;
    this.#zeroLossChecks = memory.zeroLossChecks;
    this.#lastKept = memory.lastKept;
    if (record.onChange !== undefined) {
      this.#hasChanged = changeBeyond(record.onChange, metrics);
      // Another version of the program may have measured other metrics.
      if (memory.reference?.length === metrics.length) this.#reference = memory.reference;
    }
    // A run past iteration 0 was already looked at before it stopped.
    this.#look = iteration === 0 ? 0 : this.#nextLook();
  }

  get iteration(): number {
    return this.#iteration;
  }

  get memory(): Memory {
    return {
      zeroLossChecks: this.#zeroLossChecks,
      lastKept: this.#lastKept,
      reference: this.#reference,
    };
  }

  /** What must be measured here before the run continues. */
  get wanted(): 'nothing' | 'loss' | 'values' {
    if (this.#iteration !== this.#look) return 'nothing';
    return isMeasured(this.#record, this.#iteration) ? 'values' : 'loss';
  }

  /** Whether the snapshot of this iteration was kept by the schedule or because of a change. */
  get isKept(): boolean {
    return this.#lastKept === this.#iteration;
  }

  /** How many iterations the run may advance before the next decision. At least one if `decide` has found no reason to stop. */
  get ahead(): number {
    return Math.min(this.#look, this.#pauseAt) - this.#iteration;
  }

  /** Records that the run has advanced by at most `ahead` iterations. */
  advanced(iterations: number): void {
    this.#iteration += iterations;
  }

  /** @param measured the requested measurements, if any were requested */
  decide(measured: Measurement | undefined): Decision {
    if (measured === undefined) return { keeps: false, reason: this.#reasonToStop(undefined, false) };
    const keeps = this.wanted === 'values' && this.#keeps(measured.values);
    const { checkEvery, lossBelow } = this.#stop;
    if (this.#iteration > 0 && this.#iteration % checkEvery === 0) {
      this.#zeroLossChecks = measured.checkedLoss < lossBelow ? this.#zeroLossChecks + 1 : 0;
    }
    this.#look = this.#nextLook();
    return { keeps, reason: this.#reasonToStop(measured.loss, keeps && this.#isEvent(measured.values)) };
  }

  #keeps(values: Float64Array): boolean {
    if (!isKept(this.#record, this.#iteration) && !this.#isChange(values)) return false;
    if (this.#hasChanged !== undefined) this.#reference = values;
    this.#lastKept = this.#iteration;
    return true;
  }

  #isChange(values: Float64Array): boolean {
    if (this.#hasChanged === undefined) return false;
    return this.#reference === undefined || this.#hasChanged(this.#reference, values);
  }

  /** Whether what `stop.when` waits for has happened. */
  #isEvent(values: Float64Array): boolean {
    const valueOf: SnapshotValue = (metric) => {
      const column = this.#columns.get(metric);
      return column === undefined ? undefined : values[column];
    };
    return this.#condition?.holdsAt(this.#iteration, valueOf) === true;
  }

  /** The loss must be below the bound at patience + 1 checks in a row. */
  #reasonToStop(loss: number | undefined, isEvent: boolean): Decision['reason'] {
    if (loss !== undefined && !Number.isFinite(loss)) return 'non-finite-loss';
    if (this.#zeroLossChecks > this.#stop.patience) return 'loss';
    if (isEvent) return 'event';
    if (this.#iteration >= this.#stop.maxIterations) return 'iteration-limit';
    return this.#iteration >= this.#pauseAt ? 'paused' : undefined;
  }

  /** The next iteration at which the loss is checked or a snapshot may be due. */
  #nextLook(): number {
    return Math.min(
      this.#stop.maxIterations,
      nextMeasured(this.#record, this.#iteration),
      nextMultiple(this.#iteration, this.#stop.checkEvery),
      nextMultiple(this.#iteration, LONGEST_STRETCH),
    );
  }
}

/**
 * Decides about one run as it advances: where to look, what to keep, when to stop. It computes nothing, keeps no snapshots and
 * knows no time: the same measurements have the same decisions, wherever and beside whatever else the run goes on.
 */
import type { RecordConfig, StopConfig, StopReason } from '@ranksweep/core';
import type { Measurement } from '../laneKind.ts';
import { changeBeyond, type HasChanged } from './change.ts';
import { isKept, isMeasured, nextMeasured, nextMultiple } from './schedule.ts';

/** Iterations between two looks at the loss. */
const LONGEST_STRETCH = 1000;

/** What a driver has to remember for a run to go on as if it had never stopped. */
export interface Memory {
  /** Checks in a row, up to now, that found the loss to be zero. */
  readonly zeroLossChecks: number;
  /** The last iteration of which a snapshot was kept by the schedule or for a change; -1 before the first. */
  readonly lastKept: number;
  /** The snapshot that changes are measured from, where the run records them: that of `lastKept`. */
  readonly reference?: Float64Array | undefined;
}

/** Of a run that begins. */
export const NO_MEMORY: Memory = { zeroLossChecks: 0, lastKept: -1 };

export interface DriverOptions {
  readonly stop: StopConfig;
  readonly record: RecordConfig;
  /** Names of a snapshot's values. */
  readonly metrics: readonly string[];
  /** Where the run stands. */
  readonly iteration: number;
  /** What the driver remembered when it stood there. */
  readonly memory: Memory;
  /** The iteration at which it is to pause, unless it has ended by then; one that it has reached pauses it at once. */
  readonly pauseAt?: number | undefined;
}

export interface Decision {
  /** Whether the snapshot that was measured is kept. */
  readonly keeps: boolean;
  /** Why the run is to stop here, if it is. */
  readonly reason: StopReason | 'paused' | undefined;
}

export class RunDriver {
  readonly #stop: StopConfig;
  readonly #record: RecordConfig;
  readonly #pauseAt: number;
  readonly #hasChanged: HasChanged | undefined;
  #iteration: number;
  #zeroLossChecks: number;
  #lastKept: number;
  #reference: Float64Array | undefined;
  /** The iteration of the next look. */
  #look: number;

  constructor({ stop, record, metrics, iteration, memory, pauseAt = Infinity }: DriverOptions) {
    this.#stop = stop;
    this.#record = record;
    this.#pauseAt = pauseAt;
    this.#iteration = iteration;
    this.#zeroLossChecks = memory.zeroLossChecks;
    this.#lastKept = memory.lastKept;
    if (record.onChange !== undefined) {
      this.#hasChanged = changeBeyond(record.onChange, metrics);
      // Another version of the program may have measured other metrics.
      if (memory.reference?.length === metrics.length) this.#reference = memory.reference;
    }
    // Beyond iteration 0, the run was looked at before it stopped.
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

  /** What has to be measured here before the run goes on. */
  get wanted(): 'nothing' | 'loss' | 'values' {
    if (this.#iteration !== this.#look) return 'nothing';
    return isMeasured(this.#record, this.#iteration) ? 'values' : 'loss';
  }

  /** Whether a snapshot of this iteration was kept by the schedule or for a change. */
  get isKept(): boolean {
    return this.#lastKept === this.#iteration;
  }

  /** Iterations that the run may go on before it is to be asked again; at least one once `decide` has found no reason to stop. */
  get ahead(): number {
    return Math.min(this.#look, this.#pauseAt) - this.#iteration;
  }

  /** The run has gone on, by no more than `ahead`. */
  advanced(iterations: number): void {
    this.#iteration += iterations;
  }

  /** @param measured what was wanted, if anything was */
  decide(measured: Measurement | undefined): Decision {
    if (measured === undefined) return { keeps: false, reason: this.#reasonToStop(undefined) };
    const keeps = this.wanted === 'values' && this.#keeps(measured.values);
    const { checkEvery, lossBelow } = this.#stop;
    if (this.#iteration > 0 && this.#iteration % checkEvery === 0) {
      this.#zeroLossChecks = measured.checkedLoss < lossBelow ? this.#zeroLossChecks + 1 : 0;
    }
    this.#look = this.#nextLook();
    return { keeps, reason: this.#reasonToStop(measured.loss) };
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

  /** The loss must be below the bound at patience + 1 checks in a row. */
  #reasonToStop(loss: number | undefined): Decision['reason'] {
    if (loss !== undefined && !Number.isFinite(loss)) return 'non-finite-loss';
    if (this.#zeroLossChecks > this.#stop.patience) return 'loss';
    if (this.#iteration >= this.#stop.maxIterations) return 'iteration-limit';
    return this.#iteration >= this.#pauseAt ? 'paused' : undefined;
  }

  /** The iteration after this one at which the loss is looked at, and a snapshot may be due. */
  #nextLook(): number {
    return Math.min(
      this.#stop.maxIterations,
      nextMeasured(this.#record, this.#iteration),
      nextMultiple(this.#iteration, this.#stop.checkEvery),
      nextMultiple(this.#iteration, LONGEST_STRETCH),
    );
  }
}

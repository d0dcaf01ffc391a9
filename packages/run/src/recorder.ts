/** Keeps the snapshots of a run that its configuration asks for, and hands them on in column-major chunks. */
import type { MetricSet, RecordConfig, TrajectoryChunk } from '@ranksweep/core';
import type { Losses, Measurement } from '@ranksweep/engine';
import { changeBeyond, type HasChanged } from './change.ts';
import { isKept } from './schedule.ts';

/** Snapshots are handed on after so much time, so that progress shows. */
const FLUSH_EVERY_MS = 200;
const FLUSH_SNAPSHOTS = 4096;

/** Snapshots, and the objective at the last of them. */
export interface Snapshots extends TrajectoryChunk {
  readonly loss: number;
}

export interface RecorderOptions {
  readonly record: RecordConfig;
  readonly metrics: MetricSet;
  /** These two as the recorder of an earlier attempt had them; -1 and undefined at the start. */
  readonly lastKept: number;
  readonly reference: Float64Array | undefined;
  /** Receives snapshots in order; owns the arrays from then on. */
  readonly onChunk: (snapshots: Snapshots) => void;
}

export class Recorder {
  /** The last iteration that was kept by the schedule or for a change. */
  lastKept: number;
  /** With `onChange`, the snapshot that changes are measured from: that of `lastKept`. */
  reference: Float64Array | undefined;
  readonly #record: RecordConfig;
  readonly #names: readonly string[];
  readonly #hasChanged: HasChanged | undefined;
  readonly #onChunk: RecorderOptions['onChunk'];
  #iterations: number[] = [];
  #rows: Float64Array[] = [];
  #losses: Losses = { objective: NaN, mse: NaN };
  #flushedAt = performance.now();

  constructor({ record, metrics: { names }, lastKept, reference, onChunk }: RecorderOptions) {
    this.lastKept = lastKept;
    this.#record = record;
    this.#names = names;
    this.#onChunk = onChunk;
    if (record.onChange !== undefined) {
      this.#hasChanged = changeBeyond(record.onChange, names);
      // Another version of the program may have measured other metrics.
      if (reference?.length === names.length) this.reference = reference;
    }
  }

  /** Keeps a snapshot if the schedule asks for it or values have changed. */
  offer(iteration: number, measurement: Measurement): void {
    if (!isKept(this.#record, iteration) && !this.#isChange(measurement.values)) return;
    if (this.#hasChanged !== undefined) this.reference = measurement.values;
    this.lastKept = iteration;
    this.keep(iteration, measurement);
  }

  /** Keeps a snapshot whatever it shows. */
  keep(iteration: number, { values, losses }: Measurement): void {
    this.#iterations.push(iteration);
    this.#rows.push(values);
    this.#losses = losses;
    const isDue = performance.now() - this.#flushedAt >= FLUSH_EVERY_MS;
    if (isDue || this.#rows.length === FLUSH_SNAPSHOTS) this.#onChunk(this.take()!);
  }

  /** What was kept since it was last asked for. */
  take(): Snapshots | undefined {
    if (this.#rows.length === 0) return undefined;
    const count = this.#rows.length;
    const values = new Float64Array(this.#names.length * count);
    this.#rows.forEach((row, i) => row.forEach((value, m) => (values[m * count + i] = value)));
    const snapshots = {
      metrics: this.#names,
      iterations: Float64Array.from(this.#iterations),
      values,
      loss: this.#losses.objective,
    };
    this.#iterations = [];
    this.#rows = [];
    this.#flushedAt = performance.now();
    return snapshots;
  }

  #isChange(values: Float64Array): boolean {
    if (this.#hasChanged === undefined) return false;
    return this.reference === undefined || this.#hasChanged(this.reference, values);
  }
}

/** Gathers the snapshots of a run that are kept, and passes them on in column-major chunks. */
import type { Measurement } from '../laneKind.ts';
import type { Snapshots } from '../messages.ts';
import { POINTS_PER_MESSAGE } from './pointsPerMessage.ts';

/** Snapshots are passed on after this long, so that progress is visible. */
const FLUSH_EVERY_MS = 200;

export class SnapshotBuffer {
  readonly #names: readonly string[];
  #iterations: number[] = [];
  #rows: Float64Array[] = [];
  #loss = NaN;
  #flushedAt = performance.now();

  /** @param names the names of a snapshot's values */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add(iteration: number, { values, loss }: Measurement): void {
    this.#iterations.push(iteration);
    this.#rows.push(values);
    this.#loss = loss;
  }

  /** Whether the buffered snapshots should be passed on now. */
  get isDue(): boolean {
    return (
      this.#rows.length * this.#names.length >= POINTS_PER_MESSAGE ||
      (this.#rows.length > 0 && performance.now() - this.#flushedAt >= FLUSH_EVERY_MS)
    );
  }

  /** The snapshots that were added since the last call. */
  take(): Snapshots | undefined {
    if (this.#rows.length === 0) return undefined;
    const count = this.#rows.length;
    const values = new Float64Array(this.#names.length * count);
    this.#rows.forEach((row, i) => row.forEach((value, m) => (values[m * count + i] = value)));
    const snapshots = {
      metrics: this.#names,
      iterations: Float64Array.from(this.#iterations),
      values,
      loss: this.#loss,
    };
    this.#iterations = [];
    this.#rows = [];
    this.#flushedAt = performance.now();
    return snapshots;
  }
}

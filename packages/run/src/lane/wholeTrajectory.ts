/**
 * A run's trajectory in memory, from iteration 0 to now. It includes what earlier attempts recorded and what this attempt adds.
 */
import type { Series, TrajectoryChunk } from '@ranksweep/core';

/** 8 bytes a value: 20 000 snapshots of 50 metrics are 8 MB, and at most as much again is held in reserve. */
export class WholeTrajectory {
  #length = 0;
  #iterations: Float64Array = new Float64Array(0);
  /** Values by metric; NaN where a metric was not recorded. */
  readonly #columns = new Map<string, Float64Array>();

  /** Number of snapshots. */
  get length(): number {
    return this.#length;
  }

  /** Adds snapshots. They replace any snapshots from their first iteration onward. */
  append({ metrics, iterations, values }: TrajectoryChunk): void {
    const n = iterations.length;
    let start = this.#length;
    while (start > 0 && this.#iterations[start - 1]! >= iterations[0]!) start--;
    this.#length = start + n;
    this.#iterations = withRoom(this.#iterations, this.#length);
    this.#iterations.set(iterations, start);
    for (const metric of new Set([...this.#columns.keys(), ...metrics])) {
      const column = withRoom(this.#columns.get(metric) ?? new Float64Array(0), this.#length);
      this.#columns.set(metric, column.fill(NaN, start));
    }
    metrics.forEach((metric, m) =>
      this.#columns.get(metric)!.set(values.subarray(m * n, (m + 1) * n), start),
    );
  }

  /** Every metric, in the order of a snapshot. Read the arrays before appending more. */
  series(): Series[] {
    const iterations = this.#iterations.subarray(0, this.#length);
    return [...this.#columns].map(([metric, column]) => ({
      metric,
      iterations,
      values: column.subarray(0, this.#length),
    }));
  }
}

/** Returns a copy with room for `length` numbers, or the array itself if it is long enough. Unused room is NaN. */
function withRoom(numbers: Float64Array, length: number): Float64Array {
  if (length <= numbers.length) return numbers;
  const grown = new Float64Array(Math.max(length, 2 * numbers.length)).fill(NaN, numbers.length);
  grown.set(numbers);
  return grown;
}

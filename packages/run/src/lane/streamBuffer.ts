/**
 * Gathers what a run reports of its metrics. Each snapshot may have other metrics than the one before, so every metric has
 * iterations of its own.
 */
import type { TrajectoryChunk } from '@ranksweep/core';
import { POINTS_PER_MESSAGE } from './pointsPerMessage.ts';

export type Values = Readonly<Record<string, number>>;

interface Column {
  readonly metric: string;
  readonly iterations: number[];
  readonly values: number[];
}

export class StreamBuffer {
  #columns = new Map<string, Column>();
  #points = 0;

  add(iteration: number, values: Values): void {
    for (const metric of Object.keys(values)) {
      let column = this.#columns.get(metric);
      if (column === undefined) {
        column = { metric, iterations: [], values: [] };
        this.#columns.set(metric, column);
      }
      column.iterations.push(iteration);
      column.values.push(values[metric]!);
      this.#points++;
    }
  }

  get isEmpty(): boolean {
    return this.#points === 0;
  }

  get isFull(): boolean {
    return this.#points >= POINTS_PER_MESSAGE;
  }

  /**
   * What was added since the last call: metrics that were reported at the same iterations are together. The last chunk goes as far as
   * any.
   */
  take(): TrajectoryChunk[] {
    const groups: Column[][] = [];
    for (const column of this.#columns.values()) {
      const group = groups.find(([first]) => areEqual(first!.iterations, column.iterations));
      if (group === undefined) groups.push([column]);
      else group.push(column);
    }
    this.#columns = new Map();
    this.#points = 0;
    return groups.map(chunkOf).toSorted((a, b) => lastOf(a) - lastOf(b));
  }
}

function chunkOf(columns: readonly Column[]): TrajectoryChunk {
  const iterations = Float64Array.from(columns[0]!.iterations);
  const values = new Float64Array(columns.length * iterations.length);
  columns.forEach((column, m) => values.set(column.values, m * iterations.length));
  return { metrics: columns.map(({ metric }) => metric), iterations, values };
}

const lastOf = ({ iterations }: TrajectoryChunk): number => iterations.reduce((a, b) => Math.max(a, b), 0);

const areEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/**
 * Estimates how many iterations runs still need. Most runs end before their iteration limit, at an unknown iteration. The
 * estimate uses the runs that have ended and are longer than this run is now: those of its cell, else of its part, else of the
 * sweep. It takes the mean of their lengths as shares of their limits. A run that is longer than all of them is expected to need
 * as many iterations again.
 */
import { cellOf } from '../asked/askedStops.ts';

/** What the estimate needs to know about a run. */
export interface RunLength {
  readonly part: string;
  readonly cell: number;
  /** Iterations so far. */
  readonly iterations: number;
  /** The most iterations that the sweep asks for; infinite if it has no limit. */
  readonly limit: number;
  /** Whether the run may end before the limit. */
  readonly mayEndEarly: boolean;
}

export class Remaining {
  readonly #ofCell: ReadonlyMap<string, Residuals>;
  readonly #ofPart: ReadonlyMap<string, Residuals>;
  readonly #shares: Residuals;
  /** True if no run has ended, so that only the limit is known. */
  readonly isBound: boolean;

  /** @param ended runs that have ended by themselves */
  constructor(ended: readonly RunLength[]) {
    const lengths = (runs: readonly RunLength[]): Residuals => new Residuals(runs.map(lengthOf));
    this.#ofCell = mapValues(Map.groupBy(ended, cellOf), lengths);
    this.#ofPart = mapValues(
      Map.groupBy(ended, ({ part }) => part),
      lengths,
    );
    this.#shares = new Residuals(
      ended.filter(({ limit }) => limit > 0).map((run) => lengthOf(run) / run.limit),
    );
    this.isBound = ended.length === 0;
  }

  /** Iterations that a run still needs: never negative, and never beyond its limit. Infinite while nothing tells. */
  of(run: RunLength): number {
    const { part, iterations, limit, mayEndEarly } = run;
    const most = Math.max(0, limit - iterations);
    if (!mayEndEarly || this.isBound || most === 0) return most;
    const share = this.#shares.beyond(iterations / limit);
    const expected =
      this.#ofCell.get(cellOf(run))?.beyond(iterations) ??
      this.#ofPart.get(part)?.beyond(iterations) ??
      (share === undefined || limit === Infinity ? Math.max(1, iterations) : share * limit);
    return Math.min(most, expected);
  }
}

/** Another sweep may have extended the run beyond this sweep's limit. */
const lengthOf = ({ iterations, limit }: RunLength): number => Math.min(iterations, limit);

const mapValues = <Key, From, To>(map: Map<Key, From>, change: (value: From) => To): Map<Key, To> =>
  new Map(Array.from(map, ([key, value]) => [key, change(value)]));

/** Lengths of ended runs. It gives the mean remaining length of those that are longer than a given length. */
class Residuals {
  readonly #lengths: Float64Array;
  /** Entry i is the sum of all lengths from index i on. */
  readonly #sums: Float64Array;

  constructor(lengths: readonly number[]) {
    this.#lengths = Float64Array.from(lengths).sort();
    this.#sums = new Float64Array(lengths.length + 1);
    for (let i = lengths.length - 1; i >= 0; i--) this.#sums[i] = this.#sums[i + 1]! + this.#lengths[i]!;
  }

  /** Undefined if none is longer. */
  beyond(length: number): number | undefined {
    let [from, to] = [0, this.#lengths.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#lengths[middle]! > length) to = middle;
      else from = middle + 1;
    }
    const longer = this.#lengths.length - from;
    return longer === 0 ? undefined : this.#sums[from]! / longer - length;
  }
}

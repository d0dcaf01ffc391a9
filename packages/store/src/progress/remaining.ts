/**
 * How many iterations runs still make. Most runs end before their iteration limit, and nobody knows where. A run is taken to end
 * where others did that were longer than it is now: on average those of its cell, else those of its part, else those of the
 * sweep, as shares of their limits. A run that is longer than all of them makes as many iterations again.
 */

/** A run as far as its length matters. */
export interface RunLength {
  readonly part: string;
  readonly cell: number;
  /** Made so far. */
  readonly iterations: number;
  /** What the sweep asks for at most. */
  readonly limit: number;
  /** Whether its loss may end it before the limit. */
  readonly mayEndEarly: boolean;
}

export class Remaining {
  readonly #ofCell: ReadonlyMap<string, Residuals>;
  readonly #ofPart: ReadonlyMap<string, Residuals>;
  readonly #shares: Residuals;
  /** No run has ended: all that is known is the limit. */
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

  /** Iterations that a run still makes: never negative, and never more than up to its limit. */
  of(run: RunLength): number {
    const { part, iterations, limit, mayEndEarly } = run;
    const most = Math.max(0, limit - iterations);
    if (!mayEndEarly || this.isBound || most === 0) return most;
    const share = this.#shares.beyond(iterations / limit);
    const expected =
      this.#ofCell.get(cellOf(run))?.beyond(iterations) ??
      this.#ofPart.get(part)?.beyond(iterations) ??
      (share === undefined ? Math.max(1, iterations) : share * limit);
    return Math.min(most, expected);
  }
}

export const cellOf = ({ part, cell }: Pick<RunLength, 'part' | 'cell'>): string => `${cell} ${part}`;

/** Another sweep may have had the run go on beyond this one's limit. */
const lengthOf = ({ iterations, limit }: RunLength): number => Math.min(iterations, limit);

const mapValues = <Key, From, To>(map: Map<Key, From>, change: (value: From) => To): Map<Key, To> =>
  new Map(Array.from(map, ([key, value]) => [key, change(value)]));

/** Lengths of runs that have ended, to be asked for the mean rest of those that are longer than some length. */
class Residuals {
  readonly #lengths: Float64Array;
  /** Entry i is the sum of all lengths from the i-th on. */
  readonly #sums: Float64Array;

  constructor(lengths: readonly number[]) {
    this.#lengths = Float64Array.from(lengths).sort();
    this.#sums = new Float64Array(lengths.length + 1);
    for (let i = lengths.length - 1; i >= 0; i--) this.#sums[i] = this.#sums[i + 1]! + this.#lengths[i]!;
  }

  /** Undefined where none is longer. */
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

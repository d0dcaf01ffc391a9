/** The order of trials by what came of them, and by their coordinates. It is kept and added to, so that a suggestion sorts nothing. */
import type { History } from '../sampler.ts';

export class Ranking {
  readonly #dimensions: number;
  /** Trials whose results are known, the best first; of equal ones the earlier first. */
  #byLoss: SortedTrials = new SortedTrials();
  /** By each coordinate: all trials that were asked for and have it. */
  readonly #byCoordinate: readonly SortedTrials[];
  #known = 0;
  #asked = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#byCoordinate = Array.from({ length: dimensions }, () => new SortedTrials());
  }

  /** Takes in what the history has more than before. */
  update({ known, asked, coordinates, losses }: History): void {
    for (; this.#known < known; this.#known++) this.#byLoss.insert(this.#known, (trial) => losses[trial]!);
    for (; this.#asked < asked; this.#asked++) {
      this.#byCoordinate.forEach((sorted, d) => {
        const coordinateOf = (trial: number): number => coordinates[trial * this.#dimensions + d]!;
        if (!Number.isNaN(coordinateOf(this.#asked))) sorted.insert(this.#asked, coordinateOf);
      });
    }
  }

  best(count: number): Int32Array {
    return this.#byLoss.trials.subarray(0, count);
  }

  /** Trials by each coordinate, ascending. */
  get sorted(): readonly Int32Array[] {
    return this.#byCoordinate.map(({ trials }) => trials);
  }

  /** Some trials by each coordinate, ascending. @param trials few, by their numbers */
  sortedOf(trials: Int32Array, coordinates: Float64Array): readonly Int32Array[] {
    return this.#byCoordinate.map((_, d) => {
      const coordinateOf = (trial: number): number => coordinates[trial * this.#dimensions + d]!;
      return trials
        .filter((trial) => !Number.isNaN(coordinateOf(trial)))
        .toSorted((a, b) => coordinateOf(a) - coordinateOf(b));
    });
  }
}

class SortedTrials {
  #trials = new Int32Array(64);
  #count = 0;

  get trials(): Int32Array {
    return this.#trials.subarray(0, this.#count);
  }

  insert(trial: number, keyOf: (trial: number) => number): void {
    if (this.#count === this.#trials.length) {
      const larger = new Int32Array(2 * this.#count);
      larger.set(this.#trials);
      this.#trials = larger;
    }
    const key = keyOf(trial);
    let [from, to] = [0, this.#count];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (keyOf(this.#trials[middle]!) <= key) from = middle + 1;
      else to = middle;
    }
    this.#trials.copyWithin(from + 1, from, this.#count);
    this.#trials[from] = trial;
    this.#count++;
  }
}

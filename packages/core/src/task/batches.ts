/** The batches of a run: which observations an iteration takes. They depend on the run's seed and the iteration alone. */
import { RandomStream } from '../random/stream.ts';

export interface BatchOptions {
  /** n, the number of observations. */
  readonly samples: number;
  /** Observations in a batch; the last batch of an epoch may have fewer. */
  readonly size: number;
  /** The seed of the run. */
  readonly seed: number;
  /** Default: `shuffle`. */
  readonly shuffle?: Shuffle;
}

/**
 * Writes 0 ... n - 1 in a random order by Fisher-Yates with the numbers of one stream.
 * @param seed and purpose of the stream
 */
export type Shuffle = (order: Int32Array, seed: number, purpose: string) => void;

export const shuffle: Shuffle = (order, seed, purpose) => {
  const stream = new RandomStream(seed, purpose);
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
};

/** Iterations of one pass over n observations. */
export const iterationsPerEpoch = ({ samples, size }: Pick<BatchOptions, 'samples' | 'size'>): number =>
  Math.ceil(samples / size);

/** Every epoch takes each observation once, in an order of its own. */
export class BatchOrder {
  readonly perEpoch: number;
  readonly #options: BatchOptions;
  readonly #shuffle: Shuffle;
  readonly #order: Int32Array;
  /** The epoch whose order is known. */
  #epoch = -1;

  constructor(options: BatchOptions) {
    this.perEpoch = iterationsPerEpoch(options);
    this.#options = options;
    this.#shuffle = options.shuffle ?? shuffle;
    this.#order = new Int32Array(options.samples);
  }

  /**
   * The observations of the next update, by number, in the order in which sums over them are taken.
   * @param iteration number of updates applied before
   * @returns a view that the next call may overwrite
   */
  at(iteration: number): Int32Array {
    const { size, samples } = this.#options;
    const first = (iteration % this.perEpoch) * size;
    return this.epochOf(iteration).subarray(first, Math.min(first + size, samples));
  }

  /** All observations in the order of the epoch that the next update belongs to. Arguments and result as of `at`. */
  epochOf(iteration: number): Int32Array {
    const epoch = Math.floor(iteration / this.perEpoch);
    if (epoch !== this.#epoch) {
      // From the identity: no epoch depends on an earlier one.
      this.#shuffle(this.#order, this.#options.seed, `batch/${epoch}`);
      this.#epoch = epoch;
    }
    return this.#order;
  }
}

/** Sums over the batches of an epoch so far, in the order of the batches. */
export interface EpochSums {
  /** Observations; 0 before the first batch. */
  readonly samples: number;
  /** Of the objective and of the squared residuals, each batch's at the parameters that it was taken at. */
  readonly objective: number;
  readonly squares: number;
}

export const NO_SUMS: EpochSums = { samples: 0, objective: 0, squares: 0 };

/** Choices of a fuzzer, all from one stream: equal seed and index give the equal input. */
import { RandomStream } from '@ranksweep/core';

export class Random {
  readonly #stream: RandomStream;

  constructor(seed: number, purpose: string) {
    this.#stream = new RandomStream(seed, purpose);
  }

  below(bound: number): number {
    return this.#stream.integer(bound);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  chance(probability: number): boolean {
    return this.#stream.uniform() < probability;
  }

  /** From 1 on, small numbers far more often than large ones. */
  few(most: number): number {
    return 1 + Math.floor(this.#stream.uniform() ** 4 * most);
  }
}

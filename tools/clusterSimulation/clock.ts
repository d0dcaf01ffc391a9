/** Time that passes only where everybody waits for it. */

interface Waiting {
  readonly at: number;
  readonly goOn: () => void;
}

export class VirtualClock {
  #now = 0;
  /** A binary heap, the earliest first. */
  readonly #heap: Waiting[] = [];

  /** Milliseconds. */
  readonly now = (): number => this.#now;

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((goOn) => this.#push({ at: this.#now + Math.max(0, ms), goOn }));

  /** Runs until nobody waits any more. All that waits for anything must wait for this clock. */
  async run(): Promise<void> {
    // What goes on runs until it waits again, before the next turn of the event loop.
    for (;;) {
      await new Promise(setImmediate);
      const first = this.#pop();
      if (first === undefined) return;
      this.#now = first.at;
      first.goOn();
    }
  }

  #push(waiting: Waiting): void {
    const heap = this.#heap;
    let at = heap.push(waiting) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]!.at <= heap[at]!.at) return;
      [heap[above], heap[at]] = [heap[at]!, heap[above]!];
      at = above;
    }
  }

  #pop(): Waiting | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < heap.length && heap[below]!.at < heap[least]!.at) least = below;
      }
      if (least === at) return first;
      [heap[least], heap[at]] = [heap[at]!, heap[least]!];
      at = least;
    }
  }
}

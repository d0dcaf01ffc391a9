/** How fast a run goes, from what is seen of it now and then. */

/** What has changed earlier does not count any more. */
const WINDOW_MS = 10_000;

interface Sample {
  readonly atMs: number;
  readonly iterations: number;
}

export class Speed {
  /** Only changes: when what is seen first had come about is not known. */
  #changes: Sample[] = [];
  #seen: number | undefined;

  see(iterations: number, atMs: number): void {
    if (this.#seen !== undefined && iterations !== this.#seen) {
      if (iterations < this.#seen) this.#changes = []; // it was begun again
      this.#changes.push({ atMs, iterations });
      while (this.#changes.length > 2 && this.#changes[1]!.atMs <= atMs - WINDOW_MS) this.#changes.shift();
    }
    this.#seen = iterations;
  }

  /** When it changed last; undefined before it has. */
  get changedMs(): number | undefined {
    return this.#changes.at(-1)?.atMs;
  }

  /** Iterations a second; undefined before two changes were seen. It falls where a change is later than any was before. */
  at(nowMs: number): number | undefined {
    const [first, last] = [this.#changes[0], this.#changes.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const gaps = this.#changes.slice(1).map(({ atMs }, i) => atMs - this.#changes[i]!.atMs);
    const endMs = Math.max(last.atMs, nowMs - Math.max(0, ...gaps));
    const seconds = (endMs - first.atMs) / 1000;
    return last.iterations > first.iterations && seconds > 0
      ? (last.iterations - first.iterations) / seconds
      : undefined;
  }
}

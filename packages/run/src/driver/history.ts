/** A number that changes as a run advances, and what it was at earlier iterations: a run may be saved late, where it no longer is. */

/** More changes than a program makes while it saves. Of those before, the last is taken for all. */
const MOST_CHANGES = 10_000;

export class History {
  /** Where it has changed, in ascending order, and to what. */
  readonly #iterations: number[] = [-1];
  readonly #values: number[];

  constructor(value: number) {
    this.#values = [value];
  }

  get now(): number {
    return this.#values.at(-1)!;
  }

  /** @param iteration beyond all earlier changes */
  change(iteration: number, value: number): void {
    if (value === this.now) return;
    this.#iterations.push(iteration);
    this.#values.push(value);
    if (this.#values.length > 2 * MOST_CHANGES) this.#forget(MOST_CHANGES);
  }

  /** What it was at an iteration. What it was before that is forgotten. */
  goneTo(iteration: number): number {
    this.#forget(this.#iterations.findLastIndex((changed) => changed <= iteration));
    return this.#values[0]!;
  }

  #forget(changes: number): void {
    if (changes <= 0) return;
    this.#iterations.splice(0, changes);
    this.#values.splice(0, changes);
  }
}

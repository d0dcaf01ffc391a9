/** A number that changes as a run advances, and what it was at earlier iterations: a run may be saved late, where it no longer is. */

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
  }

  /** What it was at an iteration. What it was before that is forgotten. */
  goneTo(iteration: number): number {
    const last = this.#iterations.findLastIndex((changed) => changed <= iteration);
    this.#iterations.splice(0, last);
    this.#values.splice(0, last);
    return this.#values[0]!;
  }
}

/** Which trials have a result, whatever order these come in. */
export class ResultsInOrder {
  readonly #isThere: Uint8Array;
  #count = 0;

  constructor(trials: number) {
    this.#isThere = new Uint8Array(trials);
  }

  /** How many trials have one, from the first on without a gap. */
  get count(): number {
    return this.#count;
  }

  /** @returns whether the trial had none before */
  add(number: number): boolean {
    if (this.#isThere[number] === 1) return false;
    this.#isThere[number] = 1;
    while (this.#isThere[this.#count] === 1) this.#count++;
    return true;
  }
}

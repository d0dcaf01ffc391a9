/**
 * How many runs advance together. More of them keep a device busier, up to some number; beyond it each only gets slower, and runs
 * that could begin on another lane are held here. So a cohort grows as long as that makes it faster.
 */

/** Fewer are not tried: they fill no GPU. */
const FIRST = 64;
/** A size is measured for so long. */
const MEASURE_MS = 100;
/** Twice as many runs have to make so many times as many updates. */
const WORTHWHILE = 1.2;

export class CohortSize {
  readonly #slots: number;
  #most: number;
  #updates = 0;
  #ms = 0;
  /** Updates a millisecond at the size before. */
  #before = 0;
  #isSettled = false;

  /** @param slots the most runs that there is room for */
  constructor(slots: number) {
    this.#slots = slots;
    this.#most = Math.min(slots, FIRST);
  }

  get most(): number {
    return this.#most;
  }

  /** Tells how long some iterations of so many runs took. */
  advanced(runs: number, iterations: number, ms: number): void {
    if (this.#isSettled || this.#most === this.#slots || runs < this.#most) return;
    this.#updates += runs * iterations;
    this.#ms += ms;
    if (this.#ms < MEASURE_MS) return;
    const speed = this.#updates / this.#ms;
    if (speed < WORTHWHILE * this.#before) this.#isSettled = true;
    else this.#most = Math.min(this.#slots, 2 * this.#most);
    this.#before = speed;
    this.#updates = 0;
    this.#ms = 0;
  }
}

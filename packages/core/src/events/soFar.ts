/**
 * Events of a run that is still in progress, one snapshot after another. Each tells what `detectEvents` would find if the trajectory
 * ended at the last snapshot, without going through the trajectory again. Values that are no numbers are passed over.
 */
import { PLATEAU_CHANGE, PLATEAU_SHARE, RISE_SHARE, SIGNIFICANT_SHARE } from './significance.ts';

/** Whether a ranked value has risen. */
export class RiseSoFar {
  #least = Infinity;
  #last = NaN;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#least = Math.min(this.#least, value);
    this.#last = value;
  }

  /** @param largest the largest value of its metric now */
  hasRisen(largest: number): boolean {
    const last = this.#last;
    return last > 0 && last >= SIGNIFICANT_SHARE * largest && this.#least < RISE_SHARE * last;
  }
}

/** How long a value has been on a plateau. */
export class PlateauSoFar {
  /** The stretch up to now in which the value has changed too little to leave a plateau. */
  #iterations: number[] = [];
  #values: number[] = [];
  #low = Infinity;
  #high = -Infinity;

  add(iteration: number, value: number): void {
    if (Number.isNaN(value)) return;
    const [low, high] = [Math.min(this.#low, value), Math.max(this.#high, value)];
    if (this.#values.length > 0 && !isLevel(low, high)) this.#begin(value);
    this.#low = Math.min(this.#low, value);
    this.#high = Math.max(this.#high, value);
    this.#iterations.push(iteration);
    this.#values.push(value);
  }

  /** Iterations since the plateau began; 0 if there is none. */
  get length(): number {
    const now = this.#iterations.at(-1) ?? 0;
    const length = now - (this.#iterations[0] ?? 0);
    return length >= PLATEAU_SHARE * now ? length : 0;
  }

  /** Begins the stretch that this value belongs to: after a plateau that has ended, else as early as its values allow. */
  #begin(value: number): void {
    let start = this.#values.length;
    let [low, high] = [value, value];
    while (start > 0 && this.length === 0) {
      const before = this.#values[start - 1]!;
      if (!isLevel(Math.min(low, before), Math.max(high, before))) break;
      low = Math.min(low, before);
      high = Math.max(high, before);
      start--;
    }
    this.#iterations = this.#iterations.slice(start);
    this.#values = this.#values.slice(start);
    this.#low = low;
    this.#high = high;
  }
}

const isLevel = (low: number, high: number): boolean => high - low < PLATEAU_CHANGE * high;

/**
 * The search along one line: an axis at fixed values of all others. Trial k follows from the results of trials 0 to k - parallel,
 * whatever else is known by then, and bets are placed in the order of the trials. The order in which they end changes nothing.
 */
import { BoundaryConfidence, type BoundaryRange } from './confidence.ts';
import { nextLevel } from './nextLevel.ts';

export interface LineOptions {
  /** How many values of the axis may be tried. */
  readonly levels: number;
  readonly confidence: number;
  /** The most trials. */
  readonly trials: number;
  /** The search ends where the boundary is known up to so many steps between neighbouring values. */
  readonly within: number;
  /** How many trials may be unknown when one is chosen, itself included. */
  readonly parallel: number;
}

/** What came of a trial: undefined where it failed, and tells nothing. */
export type Outcome = boolean | undefined;

export interface LineState extends BoundaryRange {
  readonly estimate: number;
  /** Trials whose results are known. */
  readonly trials: number;
  /** Whether what was found cannot be of an outcome that passes one half once. */
  readonly isContradicted: boolean;
}

export class BoundaryLine {
  readonly #options: LineOptions;
  readonly #confidence: BoundaryConfidence;
  /** Levels of the trials that were asked for. */
  readonly #levels: number[] = [];
  readonly #outcomes = new Map<number, Outcome>();
  /** Results that bets were placed on: those of the trials 0 to `folded - 1`. */
  #folded = 0;
  #hasEnded = false;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#confidence = new BoundaryConfidence(options.levels, options.confidence);
  }

  /** The level of the next trial, whose number is one more than that of the last; undefined before more is told, and at the end. */
  ask(): number | undefined {
    const { trials, parallel, within } = this.#options;
    const number = this.#levels.length;
    const needed = Math.max(0, number - parallel + 1);
    if (this.#hasEnded || !this.#isKnownUpTo(needed)) return undefined;
    this.#foldUpTo(needed);
    const { least, most } = this.#confidence.range();
    if (number === trials || most - least < within || this.#confidence.isContradicted) {
      this.#hasEnded = true;
      return undefined;
    }
    const level = nextLevel(this.#confidence, this.#levels.slice(needed));
    this.#levels.push(level);
    return level;
  }

  tell(number: number, outcome: Outcome): void {
    this.#outcomes.set(number, outcome);
  }

  /** Whether nothing more will be asked for, and all results are known. */
  get isOver(): boolean {
    return this.#hasEnded && this.#isKnownUpTo(this.#levels.length);
  }

  /** As far as results are known without a gap. */
  state(): LineState {
    while (this.#outcomes.has(this.#folded)) this.#foldUpTo(this.#folded + 1);
    return {
      ...this.#confidence.range(),
      estimate: this.#confidence.estimate(),
      trials: this.#folded,
      isContradicted: this.#confidence.isContradicted,
    };
  }

  #isKnownUpTo(count: number): boolean {
    for (let number = this.#folded; number < count; number++) if (!this.#outcomes.has(number)) return false;
    return true;
  }

  #foldUpTo(count: number): void {
    for (; this.#folded < count; this.#folded++) {
      const holds = this.#outcomes.get(this.#folded);
      if (holds !== undefined) this.#confidence.add({ level: this.#levels[this.#folded]!, holds });
    }
  }
}

/**
 * The search along one line: an axis at fixed values of all others. Trial k follows from the results of trials 0 to k - parallel,
 * whatever else is known by then, and bets are placed in the order of the trials. The order in which they end changes nothing.
 */
import { placeBets, type LineTrial, type Outcome } from './bets.ts';
import { BoundaryConfidence } from './confidence.ts';
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

export class BoundaryLine {
  readonly #options: LineOptions;
  readonly #confidence: BoundaryConfidence;
  /** Those that were asked for. */
  readonly #trials: LineTrial[] = [];
  /** Bets were placed on so many, the first ones. */
  #bets = 0;
  /** Numbers of those under way. */
  readonly #open = new Set<number>();
  #hasEnded = false;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#confidence = new BoundaryConfidence(options.levels, options.confidence);
  }

  /** The level of the next trial, whose number is one more than that of the last; undefined before more is told, and at the end. */
  ask(): number | undefined {
    const { trials, parallel, within } = this.#options;
    const number = this.#trials.length;
    const needed = Math.max(0, number - parallel + 1);
    if (this.#hasEnded) return undefined;
    this.#bets = placeBets(this.#confidence, this.#trials, { from: this.#bets, to: needed });
    if (this.#bets < needed) return undefined;
    const { least, most } = this.#confidence.range();
    if (number === trials || most - least < within || this.#confidence.isContradicted) {
      this.#hasEnded = true;
      return undefined;
    }
    const pending = this.#trials.slice(needed).map(({ level }) => level);
    const level = nextLevel(this.#confidence, pending);
    this.#trials.push({ level, outcome: undefined });
    this.#open.add(number);
    return level;
  }

  tell(number: number, outcome: Outcome): void {
    this.#trials[number] = { ...this.#trials[number]!, outcome };
    this.#open.delete(number);
  }

  /**
   * The trial will have no result, since somebody has cancelled it. This may be for what it seemed to come to, and so no bet is placed beyond it, and
   * nothing more is asked for.
   */
  cancel(number: number): void {
    this.#open.delete(number);
    this.#hasEnded = true;
  }

  /** Whether nothing more will be asked for, and all results are known that will be. */
  get isOver(): boolean {
    return this.#hasEnded && this.#open.size === 0;
  }
}

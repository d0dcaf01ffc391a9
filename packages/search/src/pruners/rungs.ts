/**
 * Trials on the rungs of a search: which have come how far, with what, and which of them go on. What is decided depends on the losses by
 * trial and rung alone, not on the order in which they are told.
 */
import type { Pruner } from './pruner.ts';

export interface Decision {
  readonly number: number;
  /** The rung that the trial stands on, from 0. */
  readonly rung: number;
  readonly loss: number;
  readonly goesOn: boolean;
}

interface Place {
  /** By rung. */
  readonly losses: number[];
  /** Whether the trial comes to no further rung: it was pruned, or has ended. */
  isOver: boolean;
}

/** A rung, whose trials are taken in the order of their numbers. */
interface Rung {
  /** The first trial that may still come to the rung. */
  next: number;
  /** Those that came, of the present bracket if there are brackets: the best first, of equal ones the earlier. */
  losses: number[];
  numbers: number[];
}

export class Rungs {
  readonly #pruner: Pruner;
  readonly #rungs: readonly Rung[];
  readonly #places: Place[] = [];
  /** Trials whose last loss waits for a decision. */
  readonly #undecided = new Set<number>();
  #trials: number;

  /**
   * @param count the number of rungs
   * @param trials the most trials that there will be
   */
  constructor(pruner: Pruner, count: number, trials: number) {
    this.#pruner = pruner;
    this.#trials = trials;
    this.#rungs = Array.from({ length: count }, () => ({ next: 0, losses: [], numbers: [] }));
  }

  /** There will be no more trials than these. */
  limit(trials: number): void {
    this.#trials = Math.min(this.#trials, trials);
  }

  /** The trial has come to its next rung. */
  reached(number: number, loss: number): void {
    this.#placeOf(number).losses.push(loss);
    this.#undecided.add(number);
  }

  /** The trial has ended, which counts at all rungs that it did not come to. @param loss Infinity if it has failed */
  ended(number: number, loss: number): void {
    const place = this.#placeOf(number);
    while (place.losses.length < this.#rungs.length) place.losses.push(loss);
    place.isOver = true;
  }

  /** What can be decided now. Each decision is told once. */
  decide(): Decision[] {
    const all: Decision[] = [];
    // One that is pruned may be what others wait for at further rungs.
    for (let rung = 0; rung < this.#rungs.length; rung++) all.push(...this.#decideAt(rung));
    return all;
  }

  #decideAt(rung: number): Decision[] {
    const { scope } = this.#pruner;
    if (scope === 'itself') {
      const numbers = [...this.#undecided].filter((one) => this.#placeOf(one).losses.length === rung + 1);
      return numbers.map((number) => {
        const loss = this.#places[number]!.losses[rung]!;
        return this.#decided(number, rung, this.#pruner.goesOn(loss, 0, [loss]));
      });
    }
    const decisions: Decision[] = [];
    const pool = this.#rungs[rung]!;
    for (;;) {
      if (scope !== 'earlier' && this.#isBracketFull(pool, scope.bracket)) {
        for (let place = 0; place < pool.losses.length; place++)
          decisions.push(...this.#decidePlace(pool, rung, place));
        [pool.losses, pool.numbers] = [[], []];
      }
      const number = pool.next;
      const trial = this.#places[number];
      const loss = trial?.losses[rung];
      if (number === this.#trials || (loss === undefined && trial?.isOver !== true)) return decisions;
      pool.next++;
      if (loss === undefined) continue;
      const place = enter(pool, number, loss);
      if (scope === 'earlier') decisions.push(...this.#decidePlace(pool, rung, place));
    }
  }

  /** Whether no other trial of the present bracket will come to the rung. */
  #isBracketFull({ next }: Rung, size: number): boolean {
    return next % size === 0 || next === this.#trials;
  }

  /** None for a trial that has ended. */
  #decidePlace({ losses, numbers }: Rung, rung: number, place: number): Decision[] {
    const number = numbers[place]!;
    if (this.#places[number]!.isOver) return [];
    return [this.#decided(number, rung, this.#pruner.goesOn(losses[place]!, place, losses))];
  }

  #decided(number: number, rung: number, goesOn: boolean): Decision {
    const place = this.#places[number]!;
    this.#undecided.delete(number);
    place.isOver ||= !goesOn;
    return { number, rung, loss: place.losses[rung]!, goesOn };
  }

  #placeOf(number: number): Place {
    return (this.#places[number] ??= { losses: [], isOver: false });
  }
}

/** @returns its place: how many are better */
function enter({ losses, numbers }: Rung, number: number, loss: number): number {
  let [from, to] = [0, losses.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (losses[middle]! <= loss) from = middle + 1;
    else to = middle;
  }
  losses.splice(from, 0, loss);
  numbers.splice(from, 0, number);
  return from;
}

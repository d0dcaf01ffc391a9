/** Rungs at which a pruner decides of each trial once: it goes on, or never does. */
import { insertionPlace } from './insertionPlace.ts';
import type { Decision, Ladder } from './ladder.ts';
import type { Pruner } from './pruner.ts';

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

export class Rungs implements Ladder {
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

  limit(trials: number): void {
    this.#trials = Math.min(this.#trials, trials);
  }

  reached(number: number, loss: number): void {
    this.#placeOf(number).losses.push(loss);
    this.#undecided.add(number);
  }

  ended(number: number, loss: number): void {
    const place = this.#placeOf(number);
    while (place.losses.length < this.#rungs.length) place.losses.push(loss);
    place.isOver = true;
  }

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
  const place = insertionPlace(losses.length, (i) => losses[i]!, loss);
  losses.splice(place, 0, loss);
  numbers.splice(place, 0, number);
  return place;
}

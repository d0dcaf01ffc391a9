/**
 * Asynchronous successive halving (ASHA, Li et al. 2020, "A system for massively parallel hyperparameter tuning"): trials wait at a rung,
 * and whenever one in `factor` of those that came there may have gone on, the best that waits does, also one that came long before. As
 * in Hyper-Tune (Li et al. 2022), no more than this share goes on while trials still come, so that few that only led early do. Once no more
 * come, all go on that are among the best one in `factor`, and one at least: those that halving with a single bracket keeps are among them.
 *
 * Trials come to the first rung in the order of their numbers, and to each further one in the order in which they were let go on to it: what
 * is decided depends on the losses alone, not on the order in which they are told.
 */
import { insertionPlace } from './insertionPlace.ts';
import type { Decision, Ladder } from './ladder.ts';

interface Trial {
  /** By rung. */
  readonly losses: number[];
  /** Whether it has ended by itself, and takes part with what it ended with. */
  hasEnded: boolean;
}

interface Standing {
  readonly number: number;
  readonly loss: number;
}

class Rung {
  /** Trials that were let go on to here, in this order. The first rung has none: to it come all, by number. */
  readonly queue: number[] = [];
  /** Those that came, the best first; of equal ones the earlier. */
  readonly all: Standing[] = [];
  /** Those of them that have not gone on. */
  readonly waiting: Standing[] = [];
  /** Whether no more come, and what this has others do is done. */
  isClosed = false;

  enter(standing: Standing): void {
    for (const list of [this.all, this.waiting])
      list.splice(
        insertionPlace(list.length, (place) => list[place]!.loss, standing.loss),
        0,
        standing,
      );
  }
}

export class Promotions implements Ladder {
  readonly #factor: number;
  readonly #rungs: readonly Rung[];
  readonly #trials: Trial[] = [];
  #count: number;

  /**
   * @param rungs how many there are
   * @param trials the most that there will be
   */
  constructor(factor: number, rungs: number, trials: number) {
    this.#factor = factor;
    this.#rungs = Array.from({ length: rungs }, () => new Rung());
    this.#count = trials;
  }

  limit(trials: number): void {
    this.#count = Math.min(this.#count, trials);
  }

  reached(number: number, loss: number): void {
    this.#trial(number).losses.push(loss);
  }

  ended(number: number, loss: number): void {
    const trial = this.#trial(number);
    while (trial.losses.length < this.#rungs.length) trial.losses.push(loss);
    trial.hasEnded = true;
  }

  decide(): Decision[] {
    const decisions: Decision[] = [];
    this.#rungs.forEach((rung, k) => {
      if (!rung.isClosed) decisions.push(...this.#decideAt(rung, k));
    });
    return decisions;
  }

  #decideAt(rung: Rung, k: number): Decision[] {
    const decisions: Decision[] = [];
    const decided = ({ number, loss }: Standing, goesOn: boolean): void => {
      if (goesOn) this.#rungs[k + 1]?.queue.push(number);
      if (!this.#trial(number).hasEnded) decisions.push({ number, rung: k, loss, goesOn });
    };
    for (let next = this.#next(rung, k); next !== undefined; next = this.#next(rung, k)) {
      rung.enter(next);
      const gone = this.#promotable(rung);
      for (const standing of gone) decided(standing, true);
      if (!gone.includes(next)) decided(next, false);
    }
    if (!this.#isComplete(rung, k)) return decisions;
    rung.isClosed = true;
    const best = rung.all.slice(0, Math.max(1, Math.floor(rung.all.length / this.#factor)));
    for (const standing of best)
      if (rung.waiting.includes(standing) && Number.isFinite(standing.loss)) decided(standing, true);
    return decisions;
  }

  /** The next trial of the queue, if it has come. */
  #next({ queue, all }: Rung, k: number): Standing | undefined {
    const number = k === 0 ? all.length : queue[all.length];
    if (number === undefined || number >= this.#count) return undefined;
    const loss = this.#trials[number]?.losses[k];
    return loss === undefined ? undefined : { number, loss };
  }

  /** Takes from those that wait whom there is room for beyond the rung. */
  #promotable({ all, waiting }: Rung): Standing[] {
    const room = Math.floor(all.length / this.#factor) - (all.length - waiting.length);
    const finite = waiting.findIndex(({ loss }) => !Number.isFinite(loss));
    return waiting.splice(0, Math.max(0, Math.min(room, finite < 0 ? Infinity : finite)));
  }

  #isComplete({ queue, all }: Rung, k: number): boolean {
    return k === 0 ? all.length === this.#count : this.#rungs[k - 1]!.isClosed && all.length === queue.length;
  }

  #trial(number: number): Trial {
    return (this.#trials[number] ??= { losses: [], hasEnded: false });
  }
}

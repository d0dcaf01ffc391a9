/** The runs of one trial, one for each seed, as they come to its rungs and to their ends. */
import type { SearchSpec } from '@ranksweep/kinds';
import { trialResult, type RunResult, type TrialResult } from '../study/trialResult.ts';

export interface RungResult {
  /** What trials are compared by at the rung. */
  readonly compared: RunResult;
  /** What the run has ended with, of the metric that the search is after; undefined if it can go on. */
  readonly final: RunResult | undefined;
  /** Whether it comes to no further rung. One that has ended may have, on the way. */
  readonly isOver: boolean;
}

export class TrialRuns {
  readonly #seeds: readonly number[];
  readonly #search: SearchSpec;
  /** By seed: of the next rung, or of its end. */
  readonly #results = new Map<number, RungResult>();
  /** The rung that is next, from 0. */
  rung = 0;

  constructor(seeds: readonly number[], search: SearchSpec) {
    this.#seeds = seeds;
    this.#search = search;
  }

  /** @returns whether all seeds have come so far; only then call what follows */
  tell(seed: number, result: RungResult): boolean {
    this.#results.set(seed, result);
    return this.#results.size === this.#seeds.length;
  }

  /** Whether no run comes to a further rung. */
  get areOver(): boolean {
    return this.#all.every(({ isOver }) => isOver);
  }

  /** What the trial is compared by, to be minimized. */
  get loss(): number {
    return trialResult(
      this.#all.map(({ compared }) => compared),
      this.#search,
    ).loss;
  }

  /** What the trial has ended with; undefined if a run can go on. */
  get result(): TrialResult | undefined {
    const finals = this.#all.map(({ final }) => final);
    return finals.every((final) => final !== undefined) ? trialResult(finals, this.#search) : undefined;
  }

  /** Waits for the next rung. @returns the seeds whose runs go on */
  next(): number[] {
    const going = this.#seeds.filter((seed) => !this.#results.get(seed)!.isOver);
    for (const seed of going) this.#results.delete(seed);
    this.rung++;
    return going;
  }

  get #all(): readonly RungResult[] {
    return this.#seeds.map((seed) => this.#results.get(seed)!);
  }
}

/** A part with a search: its study, and the runs of trials that are under way. */
import { hint, InputError } from '@ranksweep/core';
import type { Cell, SearchSpec } from '@ranksweep/kinds';
import type { NewTrial } from '@ranksweep/store';
import type { OutcomeReport } from '@ranksweep/sweep';
import { Study } from '../study/study.ts';
import { trialResult, type RunResult } from '../study/trialResult.ts';

export interface SearchedPartOptions {
  readonly part: string;
  readonly base: object;
  readonly search: SearchSpec;
  readonly seeds: readonly number[];
  readonly record: (trials: readonly NewTrial[]) => void;
}

export interface TrialRun {
  /** The trial's number. */
  readonly number: number;
  readonly cell: Cell;
  readonly seed: number;
}

export class SearchedPart {
  readonly name: string;
  readonly #options: SearchedPartOptions;
  readonly #study: Study;
  /** Trials that have not ended, by number, with the results of their seeds so far. */
  readonly #open = new Map<number, { readonly cell: Cell; readonly results: Map<number, RunResult> }>();

  constructor(options: SearchedPartOptions) {
    this.name = options.part;
    this.#options = options;
    this.#study = new Study(options);
  }

  get isOver(): boolean {
    return this.#study.isOver;
  }

  /**
   * Runs of the trials that can be suggested now.
   * @param mostRuns so many, or a few more: a trial's runs stay together
   */
  ask(mostRuns: number): TrialRun[] {
    const runs: TrialRun[] = [];
    const trials: NewTrial[] = [];
    while (runs.length < mostRuns) {
      const trial = this.#study.ask();
      if (trial === undefined) break;
      const { number, cell } = trial;
      this.#open.set(number, { cell, results: new Map() });
      trials.push({ number, cell, state: 'running', objective: null, rung: null });
      for (const seed of this.#options.seeds) runs.push({ number, cell, seed });
    }
    if (trials.length > 0) this.#options.record(trials);
    return runs;
  }

  /**
   * @returns whether the run has ended
   * @throws InputError if it has ended without the metric that the search is after
   */
  tell({ number, seed }: Pick<TrialRun, 'number' | 'seed'>, report: OutcomeReport): boolean {
    const result = this.#resultOf(report);
    if (result === undefined) return false;
    const { cell, results } = this.#open.get(number)!;
    results.set(seed, result);
    if (results.size < this.#options.seeds.length) return true;
    this.#open.delete(number);
    const { state, objective, loss } = trialResult(
      this.#options.seeds.map((one) => results.get(one)!),
      this.#options.search,
    );
    this.#options.record([{ number, cell, state, objective, rung: null }]);
    this.#study.tell(number, loss);
    return true;
  }

  /** Undefined for a run that may go on later. */
  #resultOf({ run, outcome: { status }, values }: OutcomeReport): RunResult | undefined {
    switch (status) {
      case 'done': {
        const { minimize, maximize } = this.#options.search;
        const metric = (minimize ?? maximize)!;
        const own = values();
        const value = own.get(metric);
        if (value !== undefined) return { status, value };
        throw new InputError(
          `${this.name}: expected every run to end with ${metric}, which the search is after; run ${run.runId} has not reported it` +
            hint(metric, [...own.keys()], 'it has'),
        );
      }
      case 'diverged':
        return { status, value: NaN };
      case 'failed':
      case 'cancelled':
      case 'skipped':
        return { status: 'failed', value: NaN };
      default:
        return undefined;
    }
  }
}

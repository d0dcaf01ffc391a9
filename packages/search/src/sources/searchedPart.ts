/**
 * A part with a search: its study, and the runs of trials that are under way. With a pruner, a trial's runs pause at rungs, where it
 * is decided whether the trial goes on.
 */
import { hint, InputError } from '@ranksweep/core';
import { configAt, Measure, type Cell, type SearchSpec } from '@ranksweep/kinds';
import type { NewTrial } from '@ranksweep/store';
import type { OutcomeReport, PlannedRun } from '@ranksweep/sweep';
import type { Decision, Ladder } from '../pruners/ladder.ts';
import { ladderOf } from '../pruners/pruners.ts';
import { Study } from '../study/study.ts';
import { StudyThread } from '../study/studyThread.ts';
import type { Suggestions } from '../study/suggestions.ts';
import type { RunResult } from '../study/trialResult.ts';
import type { Stand } from './runsOnDemand.ts';
import type { SearchedRuns, TrialRun, Wanted } from './searchedRuns.ts';
import { TrialRuns } from './trialRuns.ts';

export interface SearchedPartOptions {
  readonly part: string;
  readonly base: object;
  readonly search: SearchSpec;
  readonly seeds: readonly number[];
  /** Whether a long search suggests trials ahead, in a thread. */
  readonly isAhead: boolean;
  /** The iterations at which trials are compared, ascending. Empty without a pruner. */
  readonly rungs: readonly number[];
  readonly valueAt: (run: PlannedRun, metric: string, iteration: number) => number | undefined;
  readonly record: (trials: readonly NewTrial[]) => void;
}

/** Suggestions of TPE take the longer, the more trials have ended. Fewer trials take less time than a thread to begin. */
const isLong = ({ sampler, trials }: SearchSpec): boolean => sampler === 'tpe' && trials >= 500;

interface OpenTrial {
  readonly cell: Cell;
  readonly runs: TrialRuns;
  isPruned: boolean;
}

export class SearchedPart implements SearchedRuns {
  readonly name: string;
  readonly #options: SearchedPartOptions;
  readonly #study: Suggestions;
  readonly #rungs: Ladder | undefined;
  /** Trials that have not ended, by number; those that were pruned may go on after all. */
  readonly #open = new Map<number, OpenTrial>();
  /** How many of them are not pruned. */
  #underWay = 0;
  /** What was not noted yet. */
  readonly #news = new Map<number, NewTrial>();
  readonly #objective: Measure;
  /** What trials are compared by at rungs. */
  readonly #compared: Measure;

  constructor(options: SearchedPartOptions) {
    const { search, rungs, isAhead } = options;
    this.name = options.part;
    this.#options = options;
    this.#study = isAhead && isLong(search) ? new StudyThread(options) : new Study(options);
    const objective = (search.minimize ?? search.maximize)!;
    this.#objective = new Measure(objective);
    this.#compared = new Measure(search.pruner?.metric ?? objective);
    if (search.pruner !== undefined && rungs.length > 0) {
      const sign = search.minimize === undefined ? -1 : 1;
      this.#rungs = ladderOf(search.pruner, { sign, rungs: rungs.length, trials: search.trials });
    }
  }

  get isOver(): boolean {
    return this.#study.isOver && this.#underWay === 0;
  }

  ask(mostRuns: number): TrialRun[] {
    const runs: TrialRun[] = [];
    const { seeds, search } = this.#options;
    while (runs.length < mostRuns) {
      const trial = this.#study.ask();
      if (trial === undefined) break;
      const { number, cell } = trial;
      this.#open.set(number, { cell, runs: new TrialRuns(seeds, search), isPruned: false });
      this.#underWay++;
      this.#news.set(number, { number, cell, state: 'running', objective: null, rung: null });
      for (const seed of seeds) runs.push({ number, cell, seed });
    }
    this.flush();
    return runs;
  }

  more(): Promise<void> | undefined {
    return this.#study.more?.();
  }

  get firstRung(): number {
    return this.#iterationOf(0);
  }

  isRecorded(run: PlannedRun, iteration: number): boolean {
    return this.#valueAt(run, iteration) !== undefined;
  }

  tell({ number, seed }: Pick<TrialRun, 'number' | 'seed'>, { run, iterations, end }: Stand): Wanted[] {
    const { cell, runs } = this.#open.get(number)!;
    const rung = this.#iterationOf(runs.rung);
    const isOver = end !== undefined && (iterations < rung || hasGivenUp(end));
    const compared = isOver ? this.#ending(end, this.#compared) : this.#atRung(run, rung);
    const final = end === undefined ? undefined : this.#ending(end, this.#objective);
    if (!runs.tell(seed, { compared, final, isOver })) return [];
    if (runs.areOver) {
      this.#rungs?.ended(number, runs.loss);
      const { loss, ...result } = runs.result!;
      this.#open.delete(number);
      this.#underWay--;
      this.#news.set(number, { number, cell, ...result, rung: this.#passed(runs) });
      this.#study.tell(number, loss);
    } else this.#rungs!.reached(number, runs.loss);
    return this.#decide();
  }

  limit(): Wanted[] {
    const { trials } = this.#study;
    if (trials === undefined || this.#rungs === undefined) return [];
    this.#rungs.limit(trials);
    return this.#decide();
  }

  flush(): void {
    if (this.#news.size === 0) return;
    this.#options.record([...this.#news.values()]);
    this.#news.clear();
  }

  close(): void {
    this.#study.close?.();
  }

  #decide(): Wanted[] {
    return (this.#rungs?.decide() ?? []).flatMap((decision) => this.#carryOut(decision));
  }

  #carryOut({ number, rung: at, goesOn, loss }: Decision): Wanted[] {
    const trial = this.#open.get(number)!;
    const { cell, runs } = trial;
    const rung = this.#iterationOf(at);
    if (!goesOn) {
      trial.isPruned = true;
      this.#underWay--;
      // Its runs may have ended in another sweep, or since.
      const objective = runs.result?.objective ?? null;
      this.#news.set(number, { number, cell, state: 'pruned', objective, rung });
      this.#study.tell(number, loss);
      return [];
    }
    if (trial.isPruned) this.#underWay++;
    trial.isPruned = false;
    this.#news.set(number, { number, cell, state: 'running', objective: null, rung });
    const seeds = runs.next();
    return [{ number, cell, seeds, upTo: this.#iterationOf(runs.rung) }];
  }

  /** Infinity beyond the last. */
  #iterationOf(rung: number): number {
    return this.#rungs === undefined ? Infinity : (this.#options.rungs[rung] ?? Infinity);
  }

  #passed({ rung }: TrialRuns): number | null {
    return this.#rungs === undefined || rung === 0 ? null : this.#iterationOf(rung - 1);
  }

  #valueAt(run: PlannedRun, iterations: number): number | undefined {
    const metric = (name: string): number | undefined => this.#options.valueAt(run, name, iterations);
    return this.#compared.valueOf({ metric, config: () => this.#configOf(run), iterations });
  }

  #configOf({ cell }: PlannedRun): object {
    return configAt(this.#options.base, cell as Cell);
  }

  #atRung(run: PlannedRun, iteration: number): RunResult {
    const value = this.#valueAt(run, iteration);
    if (value !== undefined) return { status: 'done', value };
    throw new InputError(
      `${this.name}: expected every run to have ${this.#compared.text} by iteration ${iteration}, where trials are compared; run ${run.runId} ` +
        `has not reported it`,
    );
  }

  #ending({ run, outcome, values }: OutcomeReport, measure: Measure): RunResult {
    const { status } = outcome;
    if (status === 'diverged') return { status, value: NaN };
    if (status !== 'done') return { status: 'failed', value: NaN };
    const own = values();
    const { iterations } = outcome;
    const value = measure.valueOf({
      metric: (name) => own.get(name),
      config: () => this.#configOf(run),
      iterations,
    });
    if (value !== undefined) return { status, value };
    throw new InputError(
      `${this.name}: expected every run to end with ${measure.text}, which the search is after; run ${run.runId} has not reported it` +
        hint(measure.text, [...own.keys()], 'it has'),
    );
  }
}

/** Whether a run was given up, however far it came. */
const hasGivenUp = ({ outcome: { status } }: OutcomeReport): boolean =>
  status !== 'done' && status !== 'diverged';

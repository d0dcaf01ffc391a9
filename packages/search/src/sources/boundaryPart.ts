/** A part with a boundary: a search along each of its lines, and the runs of trials that are under way. */
import { getPath } from '@ranksweep/core';
import { Condition, type Value } from '@ranksweep/expression';
import {
  configAt,
  ITERATIONS,
  linesOf,
  type BoundarySpec,
  type BoundedPart,
  type Cell,
  type Line,
} from '@ranksweep/kinds';
import type { NewTrial } from '@ranksweep/store';
import type { OutcomeReport } from '@ranksweep/sweep';
import type { Outcome } from '../boundary/bets.ts';
import { BoundaryLine } from '../boundary/boundaryLine.ts';
import { placeOfTrial, trialNumber } from '../boundary/trialNumbers.ts';
import type { Stand } from './runsOnDemand.ts';
import type { SearchedRuns, TrialRun, Wanted } from './searchedRuns.ts';

export interface BoundaryPartOptions {
  readonly part: string;
  readonly spec: BoundedPart;
  readonly boundary: BoundarySpec;
  readonly record: (trials: readonly NewTrial[]) => void;
}

/** A line with its search, and the cells that it has tried so far. */
interface Search {
  readonly line: Line;
  readonly search: BoundaryLine;
  readonly tried: number[];
}

export class BoundaryPart implements SearchedRuns {
  readonly name: string;
  readonly #options: BoundaryPartOptions;
  readonly #lines: readonly Search[];
  readonly #outcome: Condition;
  /** Runs go to their ends. */
  readonly firstRung = Infinity;
  /** What was not noted yet. */
  readonly #news: NewTrial[] = [];

  constructor(options: BoundaryPartOptions) {
    this.name = options.part;
    this.#options = options;
    const { spec, boundary } = options;
    this.#outcome = new Condition(boundary.outcome);
    this.#lines = linesOf(spec, boundary).map((line) => ({
      line,
      search: new BoundaryLine({ ...boundary, levels: line.cells.length }),
      tried: [],
    }));
  }

  get isOver(): boolean {
    return this.#lines.every(({ search }) => search.isOver);
  }

  ask(mostRuns: number): TrialRun[] {
    const runs: TrialRun[] = [];
    const { seed } = this.#options.boundary;
    for (const [i, { line, search, tried }] of this.#lines.entries()) {
      while (runs.length < mostRuns) {
        const level = search.ask();
        if (level === undefined) break;
        // Lines take turns, so that a trial's number does not depend on how far others are. Every trial of a line has a seed of its own.
        const number = trialNumber(i, tried.length, this.#lines.length);
        runs.push({ number, cell: line.cells[level]!, seed: seed + tried.length });
        tried.push(level);
      }
    }
    for (const { number, cell } of runs) {
      this.#news.push({ number, cell, state: 'running', objective: null, rung: null });
    }
    this.flush();
    return runs;
  }

  isRecorded(): boolean {
    return true;
  }

  limit(): Wanted[] {
    return [];
  }

  flush(): void {
    if (this.#news.length > 0) this.#options.record(this.#news.splice(0));
  }

  /** A run that failed tells nothing. A trial whose run was cancelled stays as it was asked for: computed again, it goes on. */
  tell({ number }: Pick<TrialRun, 'number'>, { end }: Stand): Wanted[] {
    const [i, trial] = placeOfTrial(number, this.#lines.length);
    const { line, search, tried } = this.#lines[i]!;
    const { status } = end!.outcome;
    if (status === 'cancelled') {
      search.cancel(trial);
      return [];
    }
    const cell = line.cells[tried[trial]!]!;
    const outcome = this.#outcomeOf(cell, end!);
    search.tell(trial, outcome);
    const state = outcome === 'failed' ? 'failed' : status === 'diverged' ? 'diverged' : 'done';
    const objective = outcome === 'failed' ? null : Number(outcome);
    this.#news.push({ number, cell, state, objective, rung: null });
    return [];
  }

  /** A run that diverged has an outcome, too: what it ended with is compared as it is. */
  #outcomeOf(cell: Cell, { outcome, values }: OutcomeReport): Outcome {
    if (outcome.status !== 'done' && outcome.status !== 'diverged') return 'failed';
    const finals = values();
    const config = configAt(this.#options.spec.base, cell);
    return this.#outcome.holds((name): Value | undefined => {
      if (finals.has(name)) return finals.get(name);
      return name === ITERATIONS ? outcome.iterations : (getPath(config, name) as Value | undefined);
    });
  }
}

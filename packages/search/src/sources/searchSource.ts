/**
 * The source of a sweep with searches. Each part with a search has a study, whose trials become runs, one for each of the part's
 * seeds. Parts without one are a grid, whose runs fill lanes that wait for results.
 */
import type { Cell } from '@ranksweep/kinds';
import {
  GridSource,
  requireSource,
  type AskingLane,
  type OutcomeReport,
  type Report,
  type RunSource,
  type SourceOptions,
  type Turn,
} from '@ranksweep/sweep';
import { GRID } from '@ranksweep/sweep/defaults';
import { SearchedPart } from './searchedPart.ts';

/** Runs that are registered at a time, in one transaction. */
const MOST_AT_ONCE = 1000;

export const searchSource = (options: SourceOptions): RunSource => new SearchSource(options);

class SearchSource implements RunSource {
  readonly #options: SourceOptions;
  readonly #parts: readonly SearchedPart[];
  /** Runs of trials that no lane has yet. */
  readonly #trials: GridSource;
  readonly #grid: RunSource;
  /** Which trials wait for a run. */
  readonly #waiting = new Map<number, Waiting[]>();

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#parts = Object.entries(options.sweep.spec.parts).flatMap(([part, { search, base, seeds }]) =>
      search === undefined
        ? []
        : [
            new SearchedPart({
              part,
              base,
              search,
              seeds,
              record: (trials) => options.recordTrials(part, trials),
            }),
          ],
    );
    this.#trials = new GridSource({ ...options, jobs: [] });
    this.#grid = requireSource(GRID)(options);
  }

  async next(mostRuns: number, lane: AskingLane): Promise<Turn> {
    for (;;) {
      const turn = this.#trials.next(mostRuns, lane);
      if (typeof turn !== 'string') return turn;
      if (await this.#askForMore()) continue;
      const rest = await this.#grid.next(mostRuns, lane);
      if (typeof rest !== 'string') return rest;
      return [turn, rest].includes('wait') || this.#parts.some(({ isOver }) => !isOver) ? 'wait' : 'end';
    }
  }

  tell(report: Report): 'go on' | 'pause' {
    const waiting = this.#waiting.get(report.run.runId);
    if (waiting === undefined) return this.#grid.tell(report);
    if (report.kind === 'progress') return 'go on';
    if (this.#tellTrials(waiting, report)) this.#waiting.delete(report.run.runId);
    return 'go on';
  }

  /** @returns whether a trial was suggested */
  async #askForMore(): Promise<boolean> {
    const asked = this.#parts.flatMap((part) => part.ask(MOST_AT_ONCE).map((run) => ({ part, run })));
    if (asked.length === 0) return false;
    const { jobs, ended, runs } = await this.#options.register(
      asked.map(({ part, run: { cell, seed } }) => ({ part: part.name, cell, seed })),
    );
    asked.forEach(({ part, run }, i) => {
      const { runId } = runs[i]!;
      this.#waiting.set(runId, [...(this.#waiting.get(runId) ?? []), { part, ...run }]);
    });
    for (const run of ended) this.tell(this.#options.resultOf(run));
    this.#trials.add(jobs);
    return true;
  }

  /** @returns whether the run has ended */
  #tellTrials(waiting: readonly Waiting[], report: OutcomeReport): boolean {
    const ends = waiting.map(({ part, number, seed }) => part.tell({ number, seed }, report));
    return ends.includes(true);
  }
}

interface Waiting {
  readonly part: SearchedPart;
  readonly number: number;
  readonly cell: Cell;
  readonly seed: number;
}

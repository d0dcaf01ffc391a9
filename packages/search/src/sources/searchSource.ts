/**
 * The source of a sweep with searches. Each part with a search has a study, whose trials become runs, one for each of the part's
 * seeds; each with a boundary has searches along its lines. Parts without either are a grid, whose runs fill lanes that wait for results.
 */
import { rungsOfRun } from '@ranksweep/kinds';
import {
  GridSource,
  requireSource,
  type AskingLane,
  type Report,
  type RunSource,
  type SourceOptions,
  type Turn,
} from '@ranksweep/sweep';
import { GRID } from '@ranksweep/sweep/defaults';
import { RunsOnDemand, type Stand } from './runsOnDemand.ts';
import { BoundaryPart } from './boundaryPart.ts';
import { SearchedPart } from './searchedPart.ts';
import type { SearchedRuns, TrialRun, Wanted } from './searchedRuns.ts';

/** Runs that are registered at a time, in one transaction, for which lanes may have to wait. */
const MOST_AT_ONCE = 256;
/** With fewer runs that no lane has, more are asked for. */
const ENOUGH_WAITING = 128;

/** @param suggests whether long searches suggest trials ahead, in threads, while runs are computed. Default: `ahead` */
export const searchSource = (options: SourceOptions, suggests: 'ahead' | 'when asked' = 'ahead'): RunSource =>
  new SearchSource(options, suggests);

class SearchSource implements RunSource {
  readonly #options: SourceOptions;
  readonly #parts: readonly SearchedRuns[];
  /** Runs of trials that no lane has yet. */
  readonly #trials: GridSource;
  /** How many these are. */
  #waiting = 0;
  readonly #grid: RunSource;
  readonly #runs: RunsOnDemand;
  /** Runs by part, trial and seed. */
  readonly #ids = new Map<string, number>();
  /** What trials want and was not asked for yet. */
  readonly #wanted: (Wanted & { readonly part: SearchedRuns })[] = [];

  constructor(options: SourceOptions, suggests: 'ahead' | 'when asked') {
    this.#options = options;
    this.#parts = partsOf(options, suggests === 'ahead');
    this.#trials = new GridSource({ ...options, jobs: [] });
    this.#grid = requireSource(GRID)(options);
    this.#runs = new RunsOnDemand({
      handOut: (job) => {
        this.#trials.add([job]);
        this.#waiting++;
      },
      isRecorded: (run, iteration) =>
        iteration === Infinity ||
        this.#parts.find(({ name }) => name === run.part)!.isRecorded(run, iteration),
    });
  }

  async next(mostRuns: number, lane: AskingLane): Promise<Turn> {
    for (;;) {
      // Trials are asked for before lanes have nothing left: batches would shrink towards an end that is none.
      const isLow = this.#waiting < ENOUGH_WAITING;
      const isOver = isLow && this.#options.isCalledOff();
      const hasMore = isLow && !isOver && (await this.#askForMore());
      const turn = this.#trials.next(mostRuns, lane);
      if (typeof turn !== 'string') {
        this.#waiting -= turn.length;
        return turn;
      }
      if (turn === 'end' && this.#waiting > 0) {
        this.#waiting = 0; // Nothing is left: those that were counted belong to lanes that are lost.
        continue;
      }
      if (hasMore) continue;
      const rest = await this.#grid.next(mostRuns, lane);
      if (typeof rest !== 'string') return rest;
      const more = isLow && !isOver ? this.#parts.flatMap((part) => part.more?.() ?? []) : [];
      if (more.length > 0) return { coming: Promise.race(more) };
      const mayAsk = !isOver && this.#parts.some((part) => !part.isOver);
      return [turn, rest].includes('wait') || mayAsk ? 'wait' : 'end';
    }
  }

  tell(report: Report): 'go on' | 'pause' {
    if (report.kind === 'outcome' && this.#runs.has(report.run.runId)) {
      this.#runs.tell(report);
      this.#want();
    }
    return this.#grid.tell(report);
  }

  close(): void {
    for (const part of this.#parts) part.close?.();
  }

  /** @returns whether there is more now: a trial was suggested, or goes on */
  async #askForMore(): Promise<boolean> {
    const asked = this.#parts.flatMap((part) => part.ask(MOST_AT_ONCE).map((run) => ({ part, run })));
    if (asked.length > 0) await this.#register(asked);
    for (const part of this.#parts) this.#wanted.push(...part.limit().map((wanted) => ({ ...wanted, part })));
    const isMore = asked.length > 0 || this.#wanted.length > 0;
    this.#want();
    return isMore;
  }

  async #register(asked: readonly { readonly part: SearchedRuns; readonly run: TrialRun }[]): Promise<void> {
    const { jobs, ended, runs } = await this.#options.register(
      asked.map(({ part, run: { cell, seed } }) => ({ part: part.name, cell, seed })),
    );
    for (const job of jobs) this.#runs.add(job);
    for (const run of ended) this.#runs.addEnded(this.#options.resultOf(run));
    for (const run of runs) this.#runs.addUnderWay(run); // The others: parts without a search have them, too.
    asked.forEach(({ part, run: { number, cell, seed } }, i) => {
      this.#ids.set(idOf(part, number, seed), runs[i]!.runId);
      this.#wanted.push({ part, number, cell, seeds: [seed], upTo: part.firstRung });
    });
  }

  /** Asks for the runs that trials want. What is there already may have others wanted. */
  #want(): void {
    for (let wanted = this.#wanted.shift(); wanted !== undefined; wanted = this.#wanted.shift()) {
      const { part, number, seeds, upTo } = wanted;
      for (const seed of seeds) {
        const answer = (stand: Stand): void => {
          const more = part.tell({ number, seed }, stand);
          this.#wanted.push(...more.map((one) => ({ ...one, part })));
        };
        this.#runs.want(this.#ids.get(idOf(part, number, seed))!, upTo, answer);
      }
    }
    for (const part of this.#parts) part.flush();
  }
}

const idOf = ({ name }: SearchedRuns, number: number, seed: number): string => `${name} ${number} ${seed}`;

const partsOf = ({ sweep, recordTrials, valueAt }: SourceOptions, isAhead: boolean): SearchedRuns[] =>
  Object.entries(sweep.spec.parts).flatMap(([part, spec]): SearchedRuns[] => {
    const { search, boundary, base, seeds } = spec;
    if (boundary !== undefined) {
      return [new BoundaryPart({ part, spec, boundary, record: (trials) => recordTrials(part, trials) })];
    }
    if (search === undefined) return [];
    const { config } = sweep.examples.find((example) => example.part === part)!;
    return [
      new SearchedPart({
        part,
        base,
        search,
        seeds,
        isAhead,
        rungs: rungsOfRun(search.pruner, config),
        valueAt,
        record: (trials) => recordTrials(part, trials),
      }),
    ];
  });

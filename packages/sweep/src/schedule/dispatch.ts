/** Hands out runs to free lanes: first the runs to be tried again, then what the source provides. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshots } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import { endOf } from './endOf.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import type {
  Job,
  OutcomeReport,
  Registered,
  Report,
  RunSource,
  SourceFactory,
  SourceOptions,
  Turn,
} from './source.ts';

/** The most runs per batch: for lanes that compute them in turn, and for lanes that advance them together. */
const MOST_RUNS = 64;
const MOST_TOGETHER = 512;
/** How often to check whether other processes have ended the runs that they hold. */
const LOOK_EVERY_MS = 500;

export interface DispatchOptions {
  readonly store: Pick<Store, 'run' | 'heldRuns' | 'finals'>;
  readonly observer: Pick<SweepObserver, 'heldElsewhere' | 'added'>;
  readonly isInterrupted: () => boolean;
  /** Called if the source throws while it is told something. Lanes should then stop, and `next` throws the error. */
  readonly onFailure: () => void;
}

export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #source: RunSource;
  readonly #mostRuns: number;
  /** The answer to the last question; a source gets only one question at a time. */
  #asking: Promise<unknown> = Promise.resolve();
  /** Runs to be tried again, each alone. */
  readonly #toRetry: Job[] = [];
  /** Runs that other processes have. */
  #held: Job[] = [];
  /** Runs that lanes have. */
  readonly #out = new Set<number>();
  /** Runs that the source has not handed out yet. */
  readonly #waiting = new Map<number, PlannedRun>();
  #reports = 0;
  #wakeUp = Promise.withResolvers<void>();
  readonly #interruption = Promise.withResolvers<'end'>();
  #failure: { readonly error: unknown } | undefined;

  constructor(source: SourceFactory, start: Omit<SourceOptions, 'resultOf'>, options: DispatchOptions) {
    this.#options = options;
    this.#mostRuns = start.likenessOf === undefined ? MOST_RUNS : MOST_TOGETHER;
    this.#noteWaiting(start.jobs);
    this.#source = source({
      ...start,
      register: async (runs) => this.#added(await start.register(runs)),
      resultOf: (run) => this.#resultOf(run),
    });
  }

  /**
   * The next batch for a lane. Empty if nothing is left for it, or if the sweep is interrupted.
   * @throws what the source throws; Error if it waits although nothing is running
   */
  async next(): Promise<readonly Job[]> {
    while (!this.#options.isInterrupted()) {
      const toRetry = this.#toRetry.pop();
      if (toRetry !== undefined) return this.#handOut([toRetry]);
      const reports = this.#reports;
      const turn = await this.#ask();
      if (typeof turn !== 'string') {
        if (turn.length === 0) throw new Error('source: expected runs, wait or end, found no runs');
        this.#requireNew(turn);
        return this.#handOut(turn);
      }
      if (this.#toRetry.length > 0 || this.#reports !== reports) continue;
      // A lane that dies, or loses its runs, may still give some back.
      if (turn === 'end' && this.#held.length === 0 && this.#out.size === 0) return [];
      await this.#wait(turn);
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return [];
  }

  /** Hands out nothing more, and releases everyone who waits for a batch. */
  interrupt(): void {
    this.#interruption.resolve('end');
    this.wake();
  }

  /** Takes back runs whose lane died or could not resume them. They are handed out alone, so that each can only harm itself. */
  giveBack(jobs: readonly Job[]): void {
    for (const job of jobs) this.#out.delete(job.run.runId);
    this.#toRetry.push(...jobs);
    this.wake();
  }

  /** Lays aside a run that another process has. */
  layAside(job: Job): void {
    this.#out.delete(job.run.runId);
    this.#held.push(job);
    this.wake();
  }

  get laidAside(): readonly PlannedRun[] {
    return this.#held.map(({ run }) => run);
  }

  /** Runs that no lane has or has finished. */
  get untouched(): readonly PlannedRun[] {
    return [...this.#toRetry.map(({ run }) => run), ...this.#waiting.values()];
  }

  /** @returns whether the run should pause */
  progressed(run: PlannedRun, snapshots: Snapshots): boolean {
    const { iterations, loss } = snapshots;
    const values = (): ReadonlyMap<string, number> => lastValues(snapshots);
    return this.#tell({ kind: 'progress', run, iteration: iterations.at(-1)!, loss, values }) === 'pause';
  }

  settled(run: PlannedRun, outcome: RunOutcome): void {
    this.#out.delete(run.runId);
    this.#tell(this.#reportOf(run, outcome));
  }

  /** Makes waiting lanes look again. */
  wake(): void {
    this.#wakeUp.resolve();
    this.#wakeUp = Promise.withResolvers();
  }

  #reportOf(run: PlannedRun, outcome: RunOutcome): OutcomeReport {
    return { kind: 'outcome', run, outcome, values: () => this.#options.store.finals(run.runId) };
  }

  /** The result of a run that has ended, as the store has it. */
  #resultOf(run: PlannedRun): OutcomeReport {
    const row = this.#options.store.run(run.runId);
    if (row?.status === 'done' || row?.status === 'diverged') return this.#reportOf(run, endOf(row));
    throw new Error(
      `source: expected a run that has ended, found run ${run.runId}, ${row?.status ?? 'which is not there'}`,
    );
  }

  /** An error of the source must not undo what it was told, which is already in the store. */
  #tell(report: Report): 'go on' | 'pause' {
    let answer: 'go on' | 'pause' = 'go on';
    try {
      answer = this.#source.tell(report);
    } catch (error) {
      this.#failure ??= { error };
      this.#options.onFailure();
    }
    this.#reports++;
    this.wake();
    return answer;
  }

  #noteWaiting(jobs: readonly Job[]): void {
    for (const { run } of jobs) this.#waiting.set(run.runId, run);
  }

  /** A source may name a run that is already in progress. It is told about the run, but the run is not handed out twice. */
  #added(registered: Registered): Registered {
    const underWay = this.#underWay();
    const jobs = registered.jobs.filter(
      ({ run: { runId } }) => !underWay.has(runId) && !this.#waiting.has(runId),
    );
    this.#noteWaiting(jobs);
    this.#options.observer.added?.(jobs.map(({ run }) => run));
    return { ...registered, jobs };
  }

  /** Runs that lanes have, or will get again without the source asking. */
  #underWay(): Set<number> {
    return new Set([...this.#out, ...[...this.#toRetry, ...this.#held].map(({ run }) => run.runId)]);
  }

  /** @throws Error for a run that is in progress, or an invalid iteration to pause at */
  #requireNew(jobs: readonly Job[]): void {
    const underWay = this.#underWay();
    for (const { run, pauseAt = 0 } of jobs) {
      if (underWay.has(run.runId)) {
        throw new Error(`source: expected runs that no lane has, found run ${run.runId}, which one has`);
      }
      underWay.add(run.runId);
      if (!Number.isSafeInteger(pauseAt) || pauseAt < 0) {
        throw new Error(`source: expected pauseAt to be an iteration, found ${pauseAt} for run ${run.runId}`);
      }
    }
  }

  #handOut(jobs: readonly Job[]): readonly Job[] {
    for (const { run } of jobs) {
      this.#waiting.delete(run.runId);
      this.#out.add(run.runId);
    }
    return jobs;
  }

  async #ask(): Promise<Turn> {
    const { isInterrupted } = this.#options;
    const asking = this.#asking.then(() => (isInterrupted() ? 'end' : this.#source.next(this.#mostRuns)));
    this.#asking = asking.catch(() => {}); // The caller handles it.
    return Promise.race([asking, this.#interruption.promise]);
  }

  /** Waits for runs in progress, here or in another process. */
  async #wait(turn: 'wait' | 'end'): Promise<void> {
    if (this.#held.length === 0) {
      if (this.#out.size > 0) return this.#wakeUp.promise;
      throw new Error('source: expected runs or the end, found that it waits for nothing');
    }
    if (turn === 'wait') await this.#wakeUpWithin(LOOK_EVERY_MS);
    else {
      this.#options.observer.heldElsewhere?.(this.laidAside);
      await sleep(LOOK_EVERY_MS);
    }
    const held = new Set(this.#options.store.heldRuns(this.laidAside.map(({ runId }) => runId)));
    const isHeld = ({ run }: Job): boolean => held.has(run.runId);
    this.#toRetry.push(...this.#held.filter((job) => !isHeld(job)));
    this.#held = this.#held.filter(isHeld);
  }

  async #wakeUpWithin(ms: number): Promise<void> {
    const over = new AbortController();
    const slept = sleep(ms, undefined, { signal: over.signal }).catch(() => {});
    await Promise.race([this.#wakeUp.promise, slept]);
    over.abort();
  }
}

const lastValues = ({ metrics, iterations, values }: Snapshots): ReadonlyMap<string, number> =>
  new Map(metrics.map((metric, m) => [metric, values[(m + 1) * iterations.length - 1]!]));

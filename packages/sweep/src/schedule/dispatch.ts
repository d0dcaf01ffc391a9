/** Hands out runs to lanes that are free: first those that are to be tried again, then what the source has. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshots } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import { endOf } from './endOf.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type {
  Job,
  OutcomeReport,
  Registered,
  RunSource,
  SourceFactory,
  SourceOptions,
  Turn,
} from './source.ts';

/** Runs that travel together at most: where they are computed in turn, and where they go on together. */
const MOST_RUNS = 64;
const MOST_TOGETHER = 512;
/** How often it is looked whether other processes have ended the runs that they hold. */
const LOOK_EVERY_MS = 500;

export interface DispatchOptions {
  readonly store: Pick<Store, 'run' | 'heldRuns' | 'finals'>;
  readonly writes: GroupCommit;
  readonly observer: Pick<SweepObserver, 'heldElsewhere'>;
  readonly isInterrupted: () => boolean;
}

export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #source: RunSource;
  readonly #mostRuns: number;
  /** The answer to the last question: a source is asked one at a time. */
  #asking: Promise<unknown> = Promise.resolve();
  /** To be tried again, each by itself. */
  readonly #again: Job[] = [];
  /** Other processes have these. */
  #held: Job[] = [];
  /** Runs that lanes have. */
  readonly #out = new Set<number>();
  /** Runs that nobody has asked the source for yet. */
  readonly #waiting = new Map<number, PlannedRun>();
  #reports = 0;
  #wakeUp = Promise.withResolvers<void>();

  constructor(source: SourceFactory, start: Omit<SourceOptions, 'resultOf'>, options: DispatchOptions) {
    this.#options = options;
    this.#mostRuns = start.likenessOf === undefined ? MOST_RUNS : MOST_TOGETHER;
    const known = <Known extends Registered>(registered: Known): Known => {
      for (const { run } of registered.jobs) this.#waiting.set(run.runId, run);
      return registered;
    };
    this.#source = source({
      ...known(start),
      register: async (runs) => known(await start.register(runs)),
      resultOf: (run) => this.#resultOf(run),
    });
  }

  /**
   * The next batch for a lane. Empty when nothing is left for it, or the sweep is interrupted.
   * @throws what the source throws; Error when it waits though nothing is going on
   */
  async next(): Promise<readonly Job[]> {
    const { writes, isInterrupted } = this.#options;
    while (!isInterrupted()) {
      const again = this.#again.pop();
      if (again !== undefined) return this.#handOut([again]);
      const reports = this.#reports;
      const turn = await this.#ask();
      if (typeof turn !== 'string') {
        if (turn.length > 0) return this.#handOut(turn);
        throw new Error('source: expected runs, wait or end, found no runs');
      }
      if (turn === 'end' && this.#held.length === 0) {
        await writes.run(() => undefined); // the last of those before may yet find its run taken away
        if (this.#again.length === 0 && this.#held.length === 0) return [];
      } else if (this.#again.length === 0 && this.#reports === reports) await this.#wait(turn);
    }
    return [];
  }

  /** Takes back runs whose lane died, to hand them out alone: then each can only cost itself. */
  giveBack(jobs: readonly Job[]): void {
    for (const job of jobs) this.#out.delete(job.run.runId);
    this.#again.push(...jobs);
    this.wake();
  }

  /** Lays a run aside that another process has. */
  layAside(job: Job): void {
    this.#out.delete(job.run.runId);
    this.#held.push(job);
    this.wake();
  }

  get laidAside(): readonly PlannedRun[] {
    return this.#held.map(({ run }) => run);
  }

  /** Runs that no lane has, nor has had to their end. */
  get left(): readonly PlannedRun[] {
    return [...this.#again.map(({ run }) => run), ...this.#waiting.values()];
  }

  /** @returns whether the run is to pause */
  progressed(run: PlannedRun, snapshots: Snapshots): boolean {
    const { iterations, loss } = snapshots;
    const values = (): ReadonlyMap<string, number> => lastValues(snapshots);
    const answer = this.#source.tell({
      kind: 'progress',
      run,
      iteration: iterations.at(-1)!,
      loss,
      values,
    });
    this.#told();
    return answer === 'pause';
  }

  settled(run: PlannedRun, outcome: RunOutcome): void {
    this.#out.delete(run.runId);
    this.#source.tell(this.#reportOf(run, outcome));
    this.#told();
  }

  /** Has lanes that wait look again. */
  wake(): void {
    this.#wakeUp.resolve();
    this.#wakeUp = Promise.withResolvers();
  }

  #reportOf(run: PlannedRun, outcome: RunOutcome): OutcomeReport {
    return { kind: 'outcome', run, outcome, values: () => this.#options.store.finals(run.runId) };
  }

  /** Of a run that has ended, as the store has it. */
  #resultOf(run: PlannedRun): OutcomeReport {
    return this.#reportOf(run, endOf(this.#options.store.run(run.runId)!));
  }

  #told(): void {
    this.#reports++;
    this.wake();
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
    this.#asking = asking.catch(() => {}); // whoever asked is told
    return asking;
  }

  /** For what is going on, here or in another process. */
  async #wait(turn: 'wait' | 'end'): Promise<void> {
    if (this.#held.length === 0) {
      if (this.#out.size === 0)
        throw new Error('source: expected runs or the end, found that it waits for nothing');
      return this.#wakeUp.promise;
    }
    if (turn === 'end') this.#options.observer.heldElsewhere?.(this.laidAside);
    await sleep(LOOK_EVERY_MS);
    const held = new Set(this.#options.store.heldRuns(this.laidAside.map(({ runId }) => runId)));
    const isHeld = ({ run }: Job): boolean => held.has(run.runId);
    this.#again.push(...this.#held.filter((job) => !isHeld(job)));
    this.#held = this.#held.filter(isHeld);
  }
}

const lastValues = ({ metrics, iterations, values }: Snapshots): ReadonlyMap<string, number> =>
  new Map(metrics.map((metric, m) => [metric, values[(m + 1) * iterations.length - 1]!]));

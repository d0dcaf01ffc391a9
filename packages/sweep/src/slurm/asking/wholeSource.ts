/** The source of a whole sweep, which no lane asks: what it hands out is for tasks, and what it is told is in a database already. */
import type { Store } from '@ranksweep/store';
import type { ExpandedSweep } from '../../definition/expand.ts';
import type { PlannedRun, RunOutcome } from '../../observer.ts';
import { checkSweep } from '../../plan/checkSweep.ts';
import { actionFor } from '../../plan/planRuns.ts';
import type { IsWanted } from '../../plan/planJobs.ts';
import { registerRuns } from '../../plan/registerRuns.ts';
import { registerSweep } from '../../plan/registerSweep.ts';
import { SweepEngines } from '../../plan/sweepEngines.ts';
import { GroupCommit } from '../../record/groupCommit.ts';
import { newSkip } from '../../schedule/newSkip.ts';
import { mostRunsOf } from '../../schedule/askedSource.ts';
import { endOf } from '../../schedule/endOf.ts';
import { outcomeReport, storedReport, storedValueAt } from '../../schedule/reports.ts';
import { requireSource, sourceOf } from '../../schedule/sources.ts';
import type { Job, NewRun } from '../../plan/job.ts';
import type { Added, AskingLane, RunSource, SkippedJob } from '../../schedule/source.ts';
import { advancesTogether } from '../../launch/devices/chooseLanes.ts';
import type { LanePlace } from '../../launch/launcher.ts';
import { askingLanes } from './askingLanes.ts';

export interface WholeSourceOptions {
  readonly store: Store;
  readonly sweep: ExpandedSweep;
  /** Of one task's lanes. */
  readonly places: readonly LanePlace[];
  /** How many tasks there are. */
  readonly tasks: number;
  /** Which missing runs of grids are asked for. Default: all. */
  readonly isWanted?: IsWanted | undefined;
}

export class WholeSource {
  readonly #options: WholeSourceOptions;
  readonly #writes: GroupCommit;
  readonly #engines: SweepEngines;
  readonly #lanes: readonly AskingLane[];
  #source!: RunSource;
  #sweepId!: number;
  #leftOut: readonly number[] = [];
  /** Runs that were handed out and not told of, and those that the source has not handed out. */
  readonly #out = new Set<number>();
  readonly #waiting = new Set<number>();
  readonly #skipped = new Set<number>();
  #changes = 0;

  private constructor(options: WholeSourceOptions) {
    const { store, places, tasks } = options;
    this.#options = options;
    this.#writes = new GroupCommit({ store, onFailure: () => {} });
    this.#engines = SweepEngines.of(places);
    this.#lanes = askingLanes(places, tasks);
  }

  /** Registers the sweep. @throws InputError if lanes cannot compute it */
  static async begin(options: WholeSourceOptions): Promise<WholeSource> {
    const whole = new WholeSource(options);
    await whole.#begin();
    return whole;
  }

  get sweepId(): number {
    return this.#sweepId;
  }

  /** Runs that are missing and not asked for: their places among those of the sweep. */
  get leftOut(): readonly number[] {
    return this.#leftOut;
  }

  /** Runs that were left out, and those that decided that. */
  get skipped(): readonly number[] {
    return [...this.#skipped];
  }

  /** Grows whenever trials or skips were noted. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Runs for one lane.
   * @throws what the source throws
   */
  async next(): Promise<readonly Job[] | 'wait' | 'end'> {
    for (;;) {
      const words = new Set<string>();
      const coming: Promise<void>[] = [];
      for (const lane of this.#lanes) {
        const turn = await this.#source.next(mostRunsOf(lane), lane);
        if (typeof turn === 'string') words.add(turn);
        else if ('coming' in turn) coming.push(turn.coming);
        else return this.#handOut(turn);
      }
      if (coming.length === 0) return words.has('wait') ? 'wait' : 'end';
      await Promise.race(coming);
    }
  }

  #handOut(jobs: readonly Job[]): readonly Job[] {
    for (const { run } of jobs) {
      this.#waiting.delete(run.runId);
      this.#out.add(run.runId);
    }
    return jobs;
  }

  /** What the database has of a run that was handed out; undefined where it has not come to where it is wanted. */
  outcomeOf({ run: { runId }, config, pauseAt = Infinity }: Job): RunOutcome | undefined {
    const row = this.#options.store.run(runId, config);
    if (row === undefined || row.status === 'cancelled') return { status: 'cancelled' };
    if (row.status === 'failed') return { status: 'failed', message: row.error ?? '' };
    if (actionFor(row, config) === 'reuse') return endOf(row);
    return row.iterations >= pauseAt ? { status: 'paused', iterations: row.iterations } : undefined;
  }

  /** @throws what the source throws */
  tell(run: PlannedRun, outcome: RunOutcome): void {
    this.#out.delete(run.runId);
    this.#source.tell(outcomeReport(this.#options.store, run, outcome));
  }

  /** Nothing is asked or told any more. */
  close(): void {
    this.#source.close?.();
  }

  async #begin(): Promise<void> {
    const { store, sweep, places, tasks, isWanted } = this.#options;
    const [engines, writes] = [this.#engines, this.#writes];
    await engines.learn([...sweep.runs, ...sweep.examples]);
    const checked = checkSweep(sweep);
    const place = { store, writes, checked, engines, reuse: 'all', isWanted } as const;
    const { sweepId, jobs, reused, runs } = await registerSweep(sweep, place);
    this.#sweepId = sweepId;
    const known = new Set([...jobs.map(({ run }) => run), ...reused].map(({ runId }) => runId));
    this.#leftOut = runs.flatMap(({ runId }, i) => (known.has(runId) ? [] : [i]));
    for (const { run } of jobs) this.#waiting.add(run.runId);
    this.#source = requireSource(sourceOf(sweep))({
      sweep,
      jobs,
      ended: reused,
      lanes: tasks * places.length,
      isTogether: (engine) => places.some((one) => one.engine === engine && advancesTogether(one.device)),
      register: (runs) => this.#register(runs),
      recordTrials: (part, trials) => {
        store.recordTrials(sweepId, part, trials);
        this.#changes++;
      },
      isCalledOff: () => false, // Tasks are told by a file.
      skip: (skipped) => this.#skip(skipped),
      resultOf: (run) => storedReport(store, run),
      valueAt: (run, metric, iteration) => storedValueAt(store, run, metric, iteration),
    });
  }

  /** A run that is under way is told of, but not handed out again. */
  async #register(runs: readonly NewRun[]): Promise<Added> {
    const { store, sweep } = this.#options;
    const sweepId = this.#sweepId;
    const asEnded = store.arithmeticsOfSweep(sweepId);
    const place = { store, writes: this.#writes, sweepId, engines: this.#engines, asEnded };
    const added = await registerRuns({ ...place, sweep }, runs);
    const jobs = added.jobs.filter(
      ({ run: { runId } }) => !this.#out.has(runId) && !this.#waiting.has(runId),
    );
    for (const { run } of jobs) this.#waiting.add(run.runId);
    return { jobs, ended: added.reused, runs: added.runs };
  }

  #skip(skipped: readonly SkippedJob[]): void {
    const { store } = this.#options;
    store.skipRuns(this.#sweepId, skipped.map(newSkip));
    this.#changes++;
    for (const { job, because, reason } of skipped) {
      this.#waiting.delete(job.run.runId);
      for (const { runId } of [job.run, because]) this.#skipped.add(runId);
      this.#source.tell(outcomeReport(store, job.run, { status: 'skipped', reason }));
    }
  }
}

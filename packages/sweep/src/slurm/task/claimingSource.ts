/** The source of a task's runs: units that it claims whenever its lanes have nothing to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunOutcome } from '../../observer.ts';
import { GridSource } from '../../schedule/grid.ts';
import type { Job } from '../../plan/job.ts';
import type { AskingLane, Report, RunSource, SourceOptions, Turn } from '../../schedule/source.ts';
import type { AskedUnit } from '../asking/askedUnits.ts';
import type { Claim, Claims, Left } from '../claims/claims.ts';
import { ASK_SHARE } from '../paces.ts';
import type { Publisher } from './publisher.ts';
import type { UnitsAtHand } from './unitsAtHand.ts';

/** The units of a sweep, as far as a task knows them. */
export interface KnownUnits {
  readonly count: number;
  /** Whether there will be no more. */
  readonly areComplete: boolean;
  at(unit: number): AskedUnit;
  /** Reads what is new. */
  learn(): Promise<void>;
}

export interface ClaimingOptions {
  readonly claims: Pick<Claims, 'takeFree' | 'takeOver' | 'isGuard' | 'guard' | 'grow'>;
  readonly known: KnownUnits;
  readonly units: UnitsAtHand;
  readonly publisher: Pick<Publisher, 'publishAll'>;
  /** Brings in what others have of the unit's runs. */
  readonly takeOver: (claim: Claim, unit: AskedUnit) => Promise<void>;
  /** This task is the guard, before all units are known: it is the one that asks for them. Called more than once. */
  readonly onGuard: () => void;
  /** This task has a unit more. */
  readonly onBegin: () => void;
  /** Whether this task has been started before: what it had then is its first work. */
  readonly isAgain: boolean;
  readonly lookEveryMs: number;
  /** How often to look for further units at first. As `lookEveryMs` where there will be none. */
  readonly askEveryMs: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told of trouble with the shared folder, which is tried again. */
  readonly onTrouble: (error: Error) => void;
}

export class ClaimingSource implements RunSource {
  readonly #options: ClaimingOptions;
  readonly #register: SourceOptions['register'];
  readonly #grid: GridSource;
  /** Runs that lanes have. */
  readonly #out = new Set<number>();
  /** Nothing is asked before this moment, unless every lane is idle. */
  #restUntil = -Infinity;
  /** A unit of which what others have is not brought in yet. */
  #claimed: Claim | undefined;
  /** Before this moment, others are not looked after. */
  #lookAgainAt = -Infinity;
  /** Since when no unit was found; undefined if one was. */
  #waitsSince: number | undefined;
  /** How far runs are to come for their units, and how they are handed out. */
  readonly #goals = new Map<number, Pick<Job, 'pauseAt'>>();
  readonly #jobs = new Map<number, Job>();
  #isFirst = true;
  #isOver = false;

  constructor(
    options: ClaimingOptions,
    { isTogether, register }: Pick<SourceOptions, 'isTogether' | 'register'>,
  ) {
    this.#options = options;
    this.#register = register;
    this.#grid = new GridSource({ jobs: [], isTogether });
  }

  async next(mostRuns: number, lane: AskingLane): Promise<Turn> {
    const { signal, now, publisher } = this.#options;
    while (!this.#isOver && !signal.aborted) {
      const turn = this.#grid.next(mostRuns, lane);
      if (typeof turn !== 'string') {
        for (const { run } of turn) this.#out.add(run.runId);
        return turn;
      }
      const isIdle = this.#out.size === 0;
      if (turn === 'wait' || (!isIdle && now() < this.#restUntil)) return 'wait';
      // Others may wait for what has ended here.
      if (isIdle) await this.#patiently(() => publisher.publishAll());
      const claim = await this.#patiently(() => this.#claim());
      if (typeof claim === 'object') await this.#begin(claim);
      else if (!isIdle) {
        this.#restUntil = now() + this.#restMs;
        return 'wait';
      } else if (claim === 'nothing' || (claim === 'others' && !(await this.#isGuard()))) this.#isOver = true;
      else await sleep(this.#restMs, undefined, { signal }).catch(() => {});
    }
    return 'end';
  }

  tell(report: Report): 'go on' | 'pause' {
    if (report.kind === 'progress') return 'go on';
    const { runId } = report.run;
    const { outcome } = report;
    this.#out.delete(runId);
    const { pauseAt } = this.#goals.get(runId) ?? {};
    if (outcome.status !== 'paused') {
      if (!isOpen(outcome)) this.#ended(runId);
    } else if (pauseAt !== undefined && outcome.iterations >= pauseAt) this.#ended(runId);
    else this.#handOut(runId, outcome.iterations); // Since it was handed out, a unit was made that has it go further.
    return 'go on';
  }

  /** Others wait for what a unit's runs have come to, where runs follow from results. */
  #ended(runId: number): void {
    const { units, known, publisher } = this.#options;
    units.ended(runId);
    if (!known.areComplete && units.isThrough(runId)) void this.#patiently(() => publisher.publishAll());
  }

  /** Claims a unit and brings in what others have of it. Where that is not possible just now, it is tried again the next time. */
  async #claim(): Promise<Claim | Left | 'later'> {
    const { takeOver, units, known } = this.#options;
    const claim = this.#claimed ?? (await this.#ask());
    if (typeof claim === 'string') return claim;
    this.#claimed = claim;
    if (!units.hasLost(claim)) await takeOver(claim, known.at(claim.unit));
    this.#claimed = undefined;
    return claim;
  }

  async #ask(): Promise<Claim | Left | 'later'> {
    const { claims, known, isAgain } = this.#options;
    if (this.#isFirst && isAgain) {
      await known.learn();
      claims.grow(known.count);
      const own = await claims.takeOver('all');
      if (typeof own === 'object') return own;
    }
    this.#isFirst = false;
    await known.learn();
    claims.grow(known.count);
    return (
      (await claims.takeFree()) ?? (known.areComplete ? await claims.takeOver() : await this.#lookAfter())
    );
  }

  /** More units may be asked for, if there is a task that does. */
  async #lookAfter(): Promise<Claim | 'later'> {
    const { claims, now, lookEveryMs, onGuard } = this.#options;
    if (now() < this.#lookAgainAt) return 'later';
    this.#lookAgainAt = now() + lookEveryMs;
    const claim = await claims.takeOver();
    if (typeof claim === 'object') return claim;
    if ((await claims.guard()) === 'this task') onGuard();
    return 'later';
  }

  get #restMs(): number {
    const { now, askEveryMs, lookEveryMs } = this.#options;
    this.#waitsSince ??= now();
    return Math.min(lookEveryMs, Math.max(askEveryMs, ASK_SHARE * (now() - this.#waitsSince)));
  }

  async #begin(claim: Claim): Promise<void> {
    const { known, units, onBegin } = this.#options;
    this.#waitsSince = undefined;
    if (units.regain(claim)) return;
    const unit = known.at(claim.unit);
    const { jobs, ended, runs } = await this.#register(unit.runs);
    for (const job of jobs) this.#jobs.set(job.run.runId, job);
    const runIds = runs.map(({ runId }) => runId);
    for (const [i, runId] of runIds.entries()) this.#goals.set(runId, unit.runs[i]!);
    const isThere = ({ run: { runId }, iterations = 0 }: Job): boolean =>
      iterations >= (this.#goals.get(runId)!.pauseAt ?? Infinity);
    const through = [...ended, ...jobs.filter(isThere).map(({ run }) => run)];
    units.add({ claim, runIds: [...new Set(runIds)] }, new Set(through.map(({ runId }) => runId)));
    onBegin();
    for (const job of jobs) if (!isThere(job)) this.#handOut(job.run.runId, job.iterations);
  }

  #handOut(runId: number, iterations: number | undefined): void {
    const { pauseAt: _, ...job } = this.#jobs.get(runId)!;
    const { pauseAt } = this.#goals.get(runId)!;
    this.#grid.add([
      { ...job, ...(iterations !== undefined && { iterations }), ...(pauseAt !== undefined && { pauseAt }) },
    ]);
  }

  async #isGuard(): Promise<boolean> {
    return (await this.#patiently(() => this.#options.claims.isGuard())) ?? true;
  }

  /** @returns undefined where the shared folder cannot be used just now */
  async #patiently<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#options.onTrouble(error as Error);
      return undefined;
    }
  }
}

/** Whether the run has to be taken up again. */
const isOpen = ({ status }: RunOutcome): boolean =>
  status === 'interrupted' || status === 'paused' || status === 'held-elsewhere';

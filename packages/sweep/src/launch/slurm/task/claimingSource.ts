/** The source of a task's runs: units that it claims whenever its lanes have nothing to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExpandedRun } from '../../../definition/expand.ts';
import type { RunOutcome } from '../../../observer.ts';
import { GridSource } from '../../../schedule/grid.ts';
import type { AskingLane, NewRun, Report, RunSource, SourceOptions, Turn } from '../../../schedule/source.ts';
import type { Claim, Claims, Left } from '../claims/claims.ts';
import type { Publisher } from './publisher.ts';
import type { UnitsAtHand } from './unitsAtHand.ts';

export interface ClaimingOptions {
  readonly claims: Pick<Claims, 'takeFree' | 'takeOver' | 'isGuard'>;
  readonly units: UnitsAtHand;
  readonly publisher: Pick<Publisher, 'publishAll'>;
  /** The runs of a unit. */
  readonly runsOf: (unit: number) => readonly ExpandedRun[];
  /** Brings in what others have of the unit's runs. */
  readonly takeOver: (claim: Claim) => Promise<void>;
  /** Whether this task has been started before: what it had then is its first work. */
  readonly isAgain: boolean;
  readonly lookEveryMs: number;
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
    const { signal, now, lookEveryMs, publisher } = this.#options;
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
        this.#restUntil = now() + lookEveryMs;
        return 'wait';
      } else if (claim === 'nothing' || (claim === 'others' && !(await this.#isGuard()))) this.#isOver = true;
      else await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
    }
    return 'end';
  }

  tell(report: Report): 'go on' | 'pause' {
    if (report.kind === 'progress') return 'go on';
    const { runId } = report.run;
    this.#out.delete(runId);
    if (!isOpen(report.outcome)) this.#options.units.ended(runId);
    return 'go on';
  }

  /** Claims a unit and brings in what others have of it. Where that is not possible just now, it is tried again the next time. */
  async #claim(): Promise<Claim | Left> {
    const { takeOver, units } = this.#options;
    const claim = this.#claimed ?? (await this.#ask());
    if (typeof claim === 'string') return claim;
    this.#claimed = claim;
    if (!units.hasLost(claim)) await takeOver(claim);
    this.#claimed = undefined;
    return claim;
  }

  async #ask(): Promise<Claim | Left> {
    const { claims, isAgain } = this.#options;
    if (this.#isFirst && isAgain) {
      const own = await claims.takeOver('all');
      if (typeof own === 'object') return own;
    }
    this.#isFirst = false;
    return (await claims.takeFree()) ?? (await claims.takeOver());
  }

  async #begin(claim: Claim): Promise<void> {
    const { runsOf, units } = this.#options;
    if (units.regain(claim)) return;
    const runs = runsOf(claim.unit);
    const asked = runs.map(({ part, cell, config }): NewRun => ({ part, cell, seed: config.seed }));
    const { jobs, ended } = await this.#register(asked);
    units.add(
      { claim, runIds: [...jobs.map(({ run }) => run), ...ended].map(({ runId }) => runId) },
      new Set(ended.map(({ runId }) => runId)),
    );
    this.#grid.add(jobs);
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

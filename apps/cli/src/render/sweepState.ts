/** What is known of a sweep while it goes on: how far the database has it, and what its lanes are at. */
import { countsText, paceText, progressText, type SweepProgress } from '@ranksweep/store';
import { progressBarText } from '@ranksweep/dashboard/progressBarText';
import { NO_ITERATION_LIMIT } from '@ranksweep/core';
import type { PlannedRun, SweepPlan } from '@ranksweep/sweep';
import { formatDuration, formatNumber } from '@ranksweep/text';
import { runName } from './runText.ts';

/** Larger sweeps tell of single runs only where something is wrong. */
const MOST_RUNS_TOLD = 200;
/** How often the database is asked at most, and how long it rests after an answer, which takes longer the more runs there are. */
const ASK_EVERY_MS = 200;
const REST = 20;
const BAR_WIDTH = 22;

interface Running {
  readonly run: PlannedRun;
  readonly lane: string;
  iteration: number;
  loss: number;
}

export class SweepState {
  /** Runs that another process has, when nothing else is left for a lane. */
  heldElsewhere = 0;
  readonly #startedAt = performance.now();
  readonly #running = new Map<number, Running>();
  #plan: SweepPlan | undefined;
  #toRun = 0;
  #progress: SweepProgress | undefined;
  #nextAskAt = -Infinity;

  begin(plan: SweepPlan): void {
    this.#plan = plan;
    this.#nextAskAt = -Infinity;
    this.add(plan.toRun);
  }

  add(runs: readonly PlannedRun[]): void {
    this.#toRun += runs.length;
  }

  start(run: PlannedRun, lane: string): void {
    this.#running.set(run.runId, { run, lane, iteration: 0, loss: NaN });
  }

  progress(run: PlannedRun, iteration: number, loss: number): void {
    const running = this.#running.get(run.runId);
    if (running) Object.assign(running, { iteration, loss });
  }

  end({ runId }: PlannedRun): void {
    this.#running.delete(runId);
    this.heldElsewhere = 0; // it is told again while it is so
  }

  get tellsAll(): boolean {
    return this.#plan !== undefined && this.#toRun <= MOST_RUNS_TOLD;
  }

  /** How far it is, for a pipe; undefined while nobody knows. */
  line(): string | undefined {
    const progress = this.#ask();
    return progress && `${progressText(progress)}; ${this.#sinceText()}`;
  }

  /** The same for a terminal, and a line for each run that goes on. */
  block(colors: 0 | 1): string[] {
    const progress = this.#ask();
    if (progress === undefined) return this.#runningLines();
    const { counts } = progress;
    return [
      `${progressBarText(counts, { width: BAR_WIDTH, colors })} ${countsText(counts)}`,
      `${paceText(progress)}; ${this.#sinceText()}`,
      ...this.#runningLines(),
    ];
  }

  #ask(): SweepProgress | undefined {
    const askedAt = performance.now();
    if (askedAt < this.#nextAskAt) return this.#progress;
    this.#progress = this.#plan?.progressAt(Date.now()) ?? this.#progress;
    this.#nextAskAt = askedAt + Math.max(ASK_EVERY_MS, REST * (performance.now() - askedAt));
    return this.#progress;
  }

  #sinceText(): string {
    const heldText = this.heldElsewhere > 0 ? `; another process has ${this.heldElsewhere} of them` : '';
    return `${formatDuration(performance.now() - this.#startedAt)} so far${heldText}`;
  }

  #runningLines(): string[] {
    return [...this.#running.values()].map(({ run, lane, iteration, loss }) => {
      const { maxIterations, iterationsPerEpoch: perEpoch } = run;
      const epoch = perEpoch === undefined ? '' : `epoch ${Math.floor(iteration / perEpoch)}, `;
      const iterations = `${epoch}iteration ${iteration}${maxIterations < NO_ITERATION_LIMIT ? ` of at most ${maxIterations}` : ''}`;
      const lossText = Number.isNaN(loss) ? '' : `, loss ${formatNumber(loss)}`;
      return `  ${lane}  ${runName(run)}  ${iterations}${lossText}`;
    });
  }
}

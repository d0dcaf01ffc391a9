/** Progress of a sweep: a live block on a terminal, plain lines in a pipe. */
import { createLogUpdate } from 'log-update';
import type { PlannedRun, RunOutcome, SweepObserver, SweepPlan } from '@ranksweep/sweep';
import { formatDuration, formatNumber, visibleText } from '@ranksweep/text';
import { waitingText } from '../waiting.ts';
import { phaseProgress } from './phaseProgress.ts';
import { estimateTimeLeft } from './timeLeft.ts';

const REDRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
/** Larger sweeps tell of single runs only where something is wrong. */
const MOST_RUNS_TOLD = 200;
/** Finished runs of a part that say how long its next will take. */
const MOST_FINISHED = 500;

export interface Progress {
  readonly observer: SweepObserver;
  /** Prints a line above the live block. */
  note(line: string): void;
  /** Takes the live block away. */
  stop(): void;
}

interface Running {
  readonly run: PlannedRun;
  readonly lane: string;
  readonly startedAt: number;
  iteration: number;
  loss: number;
}

export function showProgress(stream: NodeJS.WriteStream): Progress {
  const state = new ProgressState();
  const phases = phaseProgress(stream);
  const live = stream.isTTY ? createLogUpdate(stream) : undefined;
  // Lines wait for the next redraw: runs may end by the hundred in a moment.
  let lines: string[] = [];
  const write = (): void => {
    if (lines.length === 0) return;
    phases.clear();
    live?.clear();
    stream.write(`${lines.join('\n')}\n`);
    lines = [];
  };
  const print = (line: string): void => {
    lines.push(visibleText(line));
    if (!live) write();
  };
  const redraw = (): void => {
    write();
    if (state.plan === undefined) return;
    if (live) live(visibleText([state.headline(), ...state.runningLines()].join('\n')));
    else print(state.headline());
  };
  const timer = setInterval(redraw, live ? REDRAW_EVERY_MS : LINE_EVERY_MS);
  return {
    observer: {
      phase: phases.observer,
      planned(plan) {
        phases.clear();
        state.begin(plan);
        for (const { run, damage } of plan.damaged)
          print(`anew     ${runName(run)}  run ${run.runId}: ${damage}`);
      },
      added: (runs) => state.add(runs),
      started(run, lane) {
        state.start(run, lane);
        if (!live && state.tellsAll) print(`started  ${runName(run)} on ${lane}`);
      },
      progressed: (run, iteration, loss) => state.progress(run, iteration, loss),
      laneDied(run, message) {
        print(`again    ${runName(run)}  its lane died: ${message}`);
      },
      setBack(run, message) {
        print(`damaged  ${runName(run)}  ${message}`);
      },
      heldElsewhere: (runs) => (state.heldElsewhere = runs.length),
      databaseLocked(isLocked) {
        print(waitingText(isLocked));
      },
      ended(run, outcome) {
        state.end(run, outcome);
        if (!state.tellsAll && !isWorthALine(outcome)) return;
        print(`${outcome.status.padEnd(8)} ${runName(run)}  ${outcomeText(outcome)}`);
      },
    },
    note(line) {
      print(line);
      if (live) redraw();
    },
    stop() {
      clearInterval(timer);
      phases.clear();
      write();
      live?.clear();
      live?.done();
    },
  };
}

/** Runs of a large sweep that no lane had begun when it was stopped are thousands. */
const isWorthALine = (outcome: RunOutcome): boolean =>
  outcome.status !== 'done' && !(outcome.status === 'interrupted' && outcome.iterations === 0);

/** What is known of the sweep at this moment. */
class ProgressState {
  plan: SweepPlan | undefined;
  /** Runs that another process has, when nothing else is left for a lane. */
  heldElsewhere = 0;
  readonly #startedAt = performance.now();
  readonly #waiting = new Set<number>();
  readonly #waitingOf = new Map<string, number>();
  readonly #running = new Map<number, Running>();
  readonly #finishedMs = new Map<string, number[]>();
  #toRun = 0;
  #ended = 0;

  begin(plan: SweepPlan): void {
    this.plan = plan;
    this.add(plan.toRun);
  }

  add(runs: readonly PlannedRun[]): void {
    this.#toRun += runs.length;
    for (const { runId, part } of runs) {
      this.#waiting.add(runId);
      this.#waitingOf.set(part, (this.#waitingOf.get(part) ?? 0) + 1);
    }
  }

  #waitsNoMore({ runId, part }: PlannedRun): void {
    if (this.#waiting.delete(runId)) this.#waitingOf.set(part, this.#waitingOf.get(part)! - 1);
  }

  start(run: PlannedRun, lane: string): void {
    this.#waitsNoMore(run);
    this.#running.set(run.runId, { run, lane, startedAt: performance.now(), iteration: 0, loss: NaN });
  }

  progress(run: PlannedRun, iteration: number, loss: number): void {
    const running = this.#running.get(run.runId);
    if (running) Object.assign(running, { iteration, loss });
  }

  end(run: PlannedRun, outcome: RunOutcome): void {
    this.#waitsNoMore(run);
    this.#running.delete(run.runId);
    if (outcome.status === 'paused') return; // it may go on
    this.#ended++;
    this.heldElsewhere = 0; // it is told again while it is so
    if (outcome.status === 'done' || outcome.status === 'diverged') {
      const finished = this.#finishedMs.get(run.part);
      if (finished === undefined) this.#finishedMs.set(run.part, [outcome.wallMs]);
      else if (finished.push(outcome.wallMs) > 2 * MOST_FINISHED) finished.splice(0, MOST_FINISHED);
    }
  }

  get tellsAll(): boolean {
    return this.plan !== undefined && this.#toRun <= MOST_RUNS_TOLD;
  }

  headline(): string {
    const now = performance.now();
    const { lanes } = this.plan!;
    const running = [...this.#running.values()].map(({ run, iteration, startedAt }) => ({
      run,
      iteration,
      elapsedMs: now - startedAt,
    }));
    const left = estimateTimeLeft({
      waiting: this.#waitingOf,
      running,
      finishedMs: this.#finishedMs,
      lanes,
    });
    const leftText =
      left === undefined ? '' : `, ${left.isBound ? 'at most' : 'about'} ${formatDuration(left.ms)} left`;
    const heldText = this.heldElsewhere > 0 ? `; another process has ${this.heldElsewhere} of them` : '';
    return `${this.#ended} of ${this.#toRun} runs, ${formatDuration(now - this.#startedAt)}${leftText}${heldText}`;
  }

  runningLines(): string[] {
    return [...this.#running.values()].map(({ run, lane, iteration, loss }) => {
      const iterations = `iteration ${iteration} of at most ${run.maxIterations}`;
      const lossText = Number.isNaN(loss) ? '' : `, loss ${formatNumber(loss)}`;
      return `  ${lane}  ${runName(run)}  ${iterations}${lossText}`;
    });
  }
}

/** `b-mf init.std=0.01 seed 3` */
function runName({ part, cell, seed }: PlannedRun): string {
  const values = Object.entries(cell).map(([path, value]) => ` ${path}=${JSON.stringify(value)}`);
  return `${part}${values.join('')} seed ${seed}`;
}

function outcomeText(outcome: RunOutcome): string {
  switch (outcome.status) {
    case 'done':
    case 'diverged':
      return `after ${outcome.iterations} iterations (${reasonText[outcome.reason]}) in ${formatDuration(outcome.wallMs)}`;
    case 'failed':
      return outcome.message;
    case 'interrupted':
    case 'paused':
      return outcome.iterations > 0 ? `at iteration ${outcome.iterations}` : 'before it began';
    case 'cancelled':
      return '';
    case 'held-elsewhere':
      return 'by another process';
  }
}

const reasonText = {
  loss: 'zero loss',
  'iteration-limit': 'iteration limit',
  'non-finite-loss': 'loss not finite',
} as const;

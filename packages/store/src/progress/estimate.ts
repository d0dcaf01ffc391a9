/**
 * The speed of a sweep and the time that it still takes. Every display shows this one estimate.
 *
 * 1. A run's work is its iterations, each weighted by its cost. `Remaining` tells how many iterations a run still needs.
 * 2. The speed of a part is the work of its runs divided by the time that they took. It counts the runs in progress and those that
 *    ended in the last minute; if there are none, all that have ended. A part without any uses the sweep's speed. A run in progress
 *    has its own speed.
 * 3. The number of runs computed at a time is measured over the last minute: the time that runs took, divided by the time in which
 *    lanes worked.
 * 4. The time left is the time that all runs still need, divided by that number, but at least the time that the longest of them
 *    needs.
 */
import { busyMs, recentPart, type Span } from './busyTime.ts';
import { Remaining, type RunLength } from './remaining.ts';

/** A run of the sweep. */
export interface RunWork extends RunLength {
  /**
   * `ended`: the run ended by itself, with as much as the sweep asks for, or was pruned; `given up`: it failed, or was cancelled or
   * skipped.
   */
  readonly state: 'left' | 'ended' | 'given up';
  /** The cost of an iteration, relative to those of the sweep's other runs. */
  readonly weight: number;
  /** Iterations whose time is known, and that time. A run that was never computed has none. */
  readonly timed?: { readonly iterations: number; readonly ms: number } | undefined;
  /**
   * When the run was last computed, if that was in the last minute. If a lane computes several runs in turn, only the first has
   * this.
   */
  readonly span?: Span | undefined;
  /** Whether a lane has the run now. */
  readonly isAtWork: boolean;
}

/** How much work a sweep has behind it and before it. */
export interface Estimate {
  /** `left` is an expectation, or an upper bound if `isBound` is true. It is infinite while nothing tells. */
  readonly iterations: { readonly made: number; readonly left: number };
  /** Undefined while no lane is working, or while none has got far enough to tell. */
  readonly iterationsPerSecond?: number | undefined;
  /** Undefined while there is nothing to base it on. */
  readonly leftMs?: number | undefined;
  /** True if no run has ended yet. What is left is then counted up to the iteration limits, and is probably less. */
  readonly isBound: boolean;
}

export function estimate(runs: readonly RunWork[], nowMs: number): Estimate {
  const remaining = new Remaining(runs.filter(({ state }) => state === 'ended'));
  const left = runs.filter(({ state }) => state === 'left').map((run) => ({ run, rest: remaining.of(run) }));
  const iterations = {
    made: sum(runs.map((run) => Math.min(run.iterations, run.limit))),
    left: Math.round(sum(left.map(({ rest }) => rest))),
  };
  const isBound = remaining.isBound && left.some(({ run, rest }) => run.mayEndEarly && rest > 0);
  const speeds = new Speeds(runs);
  const spans = runs.flatMap((run) => {
    const span = run.span && recentPart(run.span, nowMs);
    return span === undefined ? [] : [{ run, span, ms: span.toMs - span.fromMs }];
  });
  const busy = busyMs(spans.map(({ span }) => span));
  if (busy === 0 || !runs.some(({ isAtWork }) => isAtWork)) return { iterations, isBound };

  const atATime = sum(spans.map(({ ms }) => ms)) / busy;
  const made = sum(spans.map(({ run, ms }) => (ms * (ownSpeed(run) ?? 0)) / run.weight));
  const restsMs = left.map(({ run, rest }) => (rest === 0 ? 0 : (rest * run.weight) / speeds.of(run)));
  const leftMs = Math.max(
    sum(restsMs) / atATime,
    restsMs.reduce((most, ms) => Math.max(most, ms), 0),
  );
  return {
    iterations,
    isBound,
    ...(made > 0 ? { iterationsPerSecond: (made / busy) * 1000 } : {}),
    ...(Number.isFinite(leftMs) ? { leftMs } : {}),
  };
}

/** Weighted iterations per millisecond. */
class Speeds {
  readonly #recent: Mean;
  readonly #ever: Mean;

  constructor(runs: readonly RunWork[]) {
    const timed = runs.filter((run) => ownSpeed(run) !== undefined);
    this.#recent = new Mean(timed.filter(({ span }) => span !== undefined));
    this.#ever = new Mean(timed);
  }

  /** 0 if there is nothing to base it on. */
  of(run: RunWork): number {
    const own = run.isAtWork ? ownSpeed(run) : undefined;
    const { part } = run;
    return (
      own ??
      this.#recent.ofPart(part) ??
      this.#ever.ofPart(part) ??
      this.#recent.ofAll ??
      this.#ever.ofAll ??
      0
    );
  }
}

class Mean {
  readonly ofAll: number | undefined;
  readonly #byPart: ReadonlyMap<string, number | undefined>;

  constructor(runs: readonly RunWork[]) {
    this.ofAll = meanSpeed(runs);
    const parts = Map.groupBy(runs, ({ part }) => part);
    this.#byPart = new Map(Array.from(parts, ([part, some]) => [part, meanSpeed(some)]));
  }

  ofPart(part: string): number | undefined {
    return this.#byPart.get(part);
  }
}

function meanSpeed(runs: readonly RunWork[]): number | undefined {
  const ms = sum(runs.map(({ timed }) => timed!.ms));
  return ms > 0 ? sum(runs.map(({ timed, weight }) => timed!.iterations * weight)) / ms : undefined;
}

const ownSpeed = ({ timed, weight }: RunWork): number | undefined =>
  timed !== undefined && timed.iterations > 0 && timed.ms > 0
    ? (timed.iterations * weight) / timed.ms
    : undefined;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

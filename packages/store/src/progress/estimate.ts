/**
 * How fast a sweep goes on, and how long it still takes: the one estimate that every display shows.
 *
 * 1. A run's work is its iterations, each weighted by what it costs. `Remaining` says how many a run still makes.
 * 2. The speed of a part is the work of its runs by the time they took: of those at work and those that ended in the last minute,
 *    else of all that have ended. A part without any is as fast as the sweep. A run at work has a speed of its own.
 * 3. How many runs are computed at a time is measured over the last minute: the time that runs took, by the time in which lanes worked.
 * 4. The time left is what all runs still take, by how many are computed at a time, and at least what the longest of them takes.
 */
import { busyMs, recentPart, type Span } from './busyTime.ts';
import { Remaining, type RunLength } from './remaining.ts';

/** A run of the sweep. */
export interface RunWork extends RunLength {
  /** `ended`: by itself, as long as the sweep asks for; `given up`: failed or cancelled. */
  readonly state: 'left' | 'ended' | 'given up';
  /** What an iteration costs, relative to those of the sweep's other runs. */
  readonly weight: number;
  /** Iterations that took a time which is known, and that time; none is known of a run that was never computed. */
  readonly timed?: { readonly iterations: number; readonly ms: number } | undefined;
  /** When it was computed last, if that was in the last minute. Several runs of a lane that computes them in turn have none but the first. */
  readonly span?: Span | undefined;
  /** Whether a lane has it now. */
  readonly isAtWork: boolean;
}

export interface Estimate {
  /** `left` is expected, or the most that there can be where `isBound`. */
  readonly iterations: { readonly made: number; readonly left: number };
  /** Undefined while no lane is at work, or none has come far enough to tell. */
  readonly iterationsPerSecond?: number | undefined;
  /** Undefined while there is nothing to judge it by. */
  readonly leftMs?: number | undefined;
  /** No run has ended yet, so that what is left is counted up to the iteration limits: most likely it is less. */
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

/** Weighted iterations a millisecond. */
class Speeds {
  readonly #recent: Mean;
  readonly #ever: Mean;

  constructor(runs: readonly RunWork[]) {
    const timed = runs.filter((run) => ownSpeed(run) !== undefined);
    this.#recent = new Mean(timed.filter(({ span }) => span !== undefined));
    this.#ever = new Mean(timed);
  }

  /** 0 where there is nothing to judge it by. */
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

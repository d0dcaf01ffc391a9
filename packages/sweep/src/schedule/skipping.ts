/**
 * A grid some of whose axes have a rule: `larger-after-failure` and its like. Runs that are otherwise equal, and of one seed, make a
 * line for each such axis, in the order in which the rule wants them tried. A run is handed to the grid once the run before it in
 * each of its lines has ended, so that as little as possible is computed that turns out to be skipped. A lane that would be idle
 * takes one sooner: it never waits for an outcome.
 */
import { canonicalJson, shown } from '@ranksweep/core';
import { likenessOf, type AxisValue, type SkipRule } from '@ranksweep/kinds';
import type { PlannedRun } from '../observer.ts';
import { GridSource } from './grid.ts';
import { axesInLine, inOrder } from './skipOrder.ts';
import type { Job } from '../plan/job.ts';
import type { AskingLane, Coming, Report, RunSource, SkippedJob, SourceOptions, Turn } from './source.ts';

/** Runs that differ on one axis, and on those that move together with it. */
interface Line {
  readonly axis: string;
  readonly rule: SkipRule;
  readonly runs: Entry[];
}

interface Entry {
  readonly run: PlannedRun;
  /** Undefined for a run that had ended before. */
  readonly job: Job | undefined;
  readonly lines: Line[];
  state: 'waiting' | 'with the grid' | 'out' | 'over';
}

/** Why a run is skipped: the first cause, where one skip follows from another. */
type Cause = Omit<SkippedJob, 'job'>;

export class SkippingSource implements RunSource {
  readonly #grid: GridSource;
  readonly #skip: SourceOptions['skip'];
  readonly #entries = new Map<number, Entry>();
  /** Entries that the grid does not have yet, those first that the fewest others come before. */
  readonly #waiting = new Set<Entry>();

  constructor(options: SourceOptions) {
    this.#skip = options.skip;
    const lines = this.#makeLines(options);
    const inLines = [...this.#entries.values()].filter((entry) => entry.lines.length > 0);
    const waiting = inLines.filter(({ job }) => job !== undefined);
    const places = placesIn(lines);
    for (const entry of waiting.toSorted((a, b) => places.get(a)! - places.get(b)!)) this.#waiting.add(entry);
    const free = options.jobs.filter(({ run }) => this.#entries.get(run.runId)!.lines.length === 0);
    this.#grid = new GridSource({ ...options, jobs: free });
    for (const entry of inLines) {
      if (entry.job !== undefined) continue;
      // One that had ended has not failed. Whether it is done or has diverged counts for one rule alone.
      const isTold = entry.lines.some(({ rule }) => rule === 'rest-after-success');
      this.#ended(entry, isTold ? options.resultOf(entry.run).outcome.status : 'done');
    }
    for (const entry of this.#waiting) this.#releaseIfReady(entry);
  }

  next(mostRuns: number, lane: AskingLane): Exclude<Turn, Coming> {
    for (;;) {
      const turn = this.#grid.next(mostRuns, lane);
      if (typeof turn === 'string') {
        if (this.#waiting.size > 0 && lane.hasUntold()) return 'wait';
        return this.#sooner(mostRuns, lane) ?? this.#idle(turn, lane);
      }
      const wanted = turn.filter(({ run }) => this.#entries.get(run.runId)?.state !== 'over');
      for (const { run } of wanted) {
        const entry = this.#entries.get(run.runId);
        if (entry !== undefined) entry.state = 'out';
      }
      if (wanted.length > 0) return wanted;
    }
  }

  tell(report: Report): 'go on' {
    if (report.kind !== 'outcome') return 'go on';
    const entry = this.#entries.get(report.run.runId);
    if (entry !== undefined && entry.state !== 'over') this.#ended(entry, report.outcome.status);
    return 'go on';
  }

  /** Runs whose outcome is known from others only later, for a lane that would be idle: one, or as many as it advances together. */
  #sooner(mostRuns: number, lane: AskingLane): Job[] | undefined {
    const mayTake = ({ job }: Entry): boolean =>
      job!.engines.includes(lane.engine) &&
      lane.fits(job!) &&
      (lane.engineFor(job!) === lane.engine || lane.helpsWith(job!));
    const first = firstOf(this.#waiting, mayTake);
    if (first === undefined) return undefined;
    const taken = lane.isTogether ? this.#together(first, mostRuns).filter(mayTake) : [first];
    for (const entry of taken) {
      this.#waiting.delete(entry);
      entry.state = 'out';
    }
    return taken.map(({ job }) => job!);
  }

  /** Runs like this one, of which no two are of one line. */
  #together(first: Entry, mostRuns: number): Entry[] {
    const met = new Set<Line>();
    const taken: Entry[] = [];
    for (const entry of this.#waiting) {
      if (taken.length === mostRuns) break;
      if (likenessOf(entry.job!.config) !== likenessOf(first.job!.config)) continue;
      if (entry.lines.some((line) => met.has(line))) continue;
      for (const line of entry.lines) met.add(line);
      taken.push(entry);
    }
    return taken;
  }

  /** Lanes of another engine may still take what waits. */
  #idle(turn: 'wait' | 'end', lane: AskingLane): 'wait' | 'end' {
    const left = firstOf(this.#waiting, ({ job }) => lane.engineFor(job!) !== undefined);
    return left === undefined ? turn : 'wait';
  }

  #ended(entry: Entry, status: string): void {
    entry.state = 'over';
    this.#waiting.delete(entry);
    const skipped: SkippedJob[] = [];
    for (const line of entry.lines) {
      if (status !== (line.rule === 'rest-after-success' ? 'done' : 'failed')) continue;
      const { axis, rule } = line;
      this.#skipAfter(
        entry,
        line,
        { because: entry.run, axis, rule, reason: reasonOf(entry, line) },
        skipped,
      );
    }
    if (skipped.length > 0) this.#skip(skipped);
    this.#releaseAfter(entry);
    for (const { job } of skipped) this.#releaseAfter(this.#entries.get(job.run.runId)!);
  }

  /** What comes after a failure is taken to fail as well, on other axes of such rules, too. */
  #skipAfter(entry: Entry, line: Line, cause: Cause, skipped: SkippedJob[]): void {
    for (const later of line.runs.slice(line.runs.indexOf(entry) + 1)) {
      if (later.job === undefined || later.state === 'out' || later.state === 'over') continue;
      later.state = 'over';
      this.#waiting.delete(later);
      skipped.push({ job: later.job, ...cause });
      if (cause.rule === 'rest-after-success') continue;
      for (const other of later.lines) {
        if (other !== line && other.rule !== 'rest-after-success')
          this.#skipAfter(later, other, cause, skipped);
      }
    }
  }

  #releaseAfter(entry: Entry): void {
    for (const { runs } of entry.lines) {
      const next = runs[runs.indexOf(entry) + 1];
      if (next !== undefined) this.#releaseIfReady(next);
    }
  }

  #releaseIfReady(entry: Entry): void {
    if (entry.state !== 'waiting' || entry.job === undefined) return;
    const isOver = ({ runs }: Line): boolean => (runs[runs.indexOf(entry) - 1]?.state ?? 'over') === 'over';
    if (!entry.lines.every(isOver)) return;
    entry.state = 'with the grid';
    this.#waiting.delete(entry);
    this.#grid.add([entry.job]);
  }

  #makeLines({ sweep, jobs, ended }: SourceOptions): Line[] {
    for (const job of jobs)
      this.#entries.set(job.run.runId, { run: job.run, job, lines: [], state: 'waiting' });
    for (const run of ended)
      this.#entries.set(run.runId, { run, job: undefined, lines: [], state: 'waiting' });
    const entries = Map.groupBy(this.#entries.values(), ({ run }) => run.part);
    return Object.entries(sweep.spec.parts).flatMap(([part, { skip = {}, ...grid }]) =>
      Object.entries(skip).flatMap(([axis, rule]) => {
        const own = (entries.get(part) ?? []).filter(({ run }) => run.cell[axis] !== undefined);
        const together = axesInLine(grid, axis);
        const places = Map.groupBy(own, ({ run: { cell, seed } }) =>
          canonicalJson([Object.entries(cell).filter(([path]) => !together.includes(path)), seed]),
        );
        return [...places.values()]
          .filter(({ length }) => length > 1)
          .map((runs): Line => {
            const valueOf = ({ run }: Entry): AxisValue => run.cell[axis] as AxisValue;
            const line = { axis, rule, runs: inOrder(runs, valueOf, grid.axes[axis] ?? [], rule) };
            for (const entry of line.runs) entry.lines.push(line);
            return line;
          });
      }),
    );
  }
}

/** How many others come before each run, in the line in which they are most. */
function placesIn(lines: readonly Line[]): Map<Entry, number> {
  const places = new Map<Entry, number>();
  for (const { runs } of lines) {
    for (const [place, entry] of runs.entries()) places.set(entry, Math.max(places.get(entry) ?? 0, place));
  }
  return places;
}

function firstOf<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): Item | undefined {
  for (const item of items) if (isWanted(item)) return item;
  return undefined;
}

/** `run 12, of a smaller init.std (0.2), has failed` */
function reasonOf({ run: { runId, cell } }: Entry, { axis, rule }: Line): string {
  const value = shown(cell[axis]);
  switch (rule) {
    case 'larger-after-failure':
      return `run ${runId}, of a smaller ${axis} (${value}), has failed`;
    case 'smaller-after-failure':
      return `run ${runId}, of a larger ${axis} (${value}), has failed`;
    case 'rest-after-success':
      return `run ${runId}, of an earlier ${axis} (${value}), is done`;
  }
}

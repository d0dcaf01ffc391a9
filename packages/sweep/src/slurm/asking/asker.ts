/**
 * Asks the source of a sweep for runs, on behalf of all tasks: those become units in the shared folder, and what tasks publish of them is
 * what the source is told. It works in a database of its own, in which it collects as whoever has submitted the sweep does. A task that
 * takes over does the same from the beginning: what is published is not asked for again, and neither is what a unit was made for.
 */
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { trajectoryHash } from '@ranksweep/kinds';
import { collectSegments, publish } from '@ranksweep/store';
import type { RunOutcome } from '../../observer.ts';
import type { Job, NewRun } from '../../plan/job.ts';
import { unitStates } from '../claims/claimNames.ts';
import { sharedFiles } from '../claims/sharedFiles.ts';
import { begunName, trialsName, type SlurmFolder, type TaskId } from '../folder.ts';
import type { AskedUnits, UnitRun } from './askedUnits.ts';
import { WholeSource, type WholeSourceOptions } from './wholeSource.ts';

export interface AskerOptions extends WholeSourceOptions {
  readonly folder: SlurmFolder;
  readonly task: TaskId;
  readonly units: AskedUnits;
  /** How often it looks which units are done, and publishes how far trials are. */
  readonly lookEveryMs: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  /** Told of a segment that cannot be read. */
  readonly onUnreadable: (message: string) => void;
}

/** A run that tasks are to bring somewhere. */
interface Wanted {
  readonly job: Job;
  readonly unit: number;
}

/** So many units for each lane are under way or wait. More would be asked for by fewer results. */
const UNITS_PER_LANE = 2;
/** A listing may be older than another one: what a unit has published is missing only if it is not there so many looks later. */
const MOST_LOOKS = 5;

export class Asker {
  readonly #options: AskerOptions;
  readonly #source: WholeSource;
  /** Runs of units, by number. */
  readonly #wanted = new Map<number, Wanted>();
  /** What the source has handed out, and no unit has yet. */
  #handedOut: (readonly Job[])[] = [];
  /** Units that are done, and how many looks ago that was seen. */
  readonly #done = new Map<number, number>();
  #lookedAt = -Infinity;
  /** Segments of which not everything could be taken. */
  readonly #leftOut: Set<string>;
  /** `changes` of the source that are published. */
  #publishedChanges = 0;
  #publishedAt = -Infinity;
  #published = 0;
  #begun = 0;

  private constructor(options: AskerOptions, source: WholeSource, leftOut: Set<string>) {
    this.#options = options;
    this.#source = source;
    this.#leftOut = leftOut;
  }

  /** @throws InputError if lanes cannot compute the sweep; Error of the file system */
  static async begin(options: AskerOptions): Promise<Asker> {
    const leftOut = new Set<string>();
    await collect(options, leftOut); // What is there already need not be asked for.
    return new Asker(options, await WholeSource.begin(options), leftOut);
  }

  /**
   * Tells the source what is new, and asks for as much as tasks can compute.
   * @returns whether nothing more will be asked for, and every result is known
   * @throws what the source throws; Error of the file system, after which the next step goes on from where this was
   */
  async step(): Promise<boolean> {
    const { units } = this.#options;
    await units.learn();
    await collect(this.#options, this.#leftOut);
    await this.#look();
    let isOver: boolean;
    do {
      isOver = await this.#ask();
    } while (this.#tell() > 0);
    isOver &&= this.#wanted.size === 0;
    await this.#publishDue(isOver);
    if (isOver && !units.areComplete) await units.end();
    return isOver;
  }

  /** Publishes how far trials are. @throws Error of the file system */
  async publish(): Promise<void> {
    const { sweepId, skipped, changes } = this.#source;
    if (changes === this.#publishedChanges) return;
    const { store, folder, task } = this.#options;
    const pathOf = (number: number): string => join(folder.segments, trialsName(task, number));
    const before = this.#published;
    await publish(store, skipped, pathOf(before + 1), { trialsOf: sweepId });
    this.#published++;
    this.#publishedChanges = changes;
    if (before > 0) await unlink(pathOf(before)).catch(() => {}); // The later one has all of it.
  }

  /** Nothing is asked any more. */
  close(): void {
    this.#source.close();
  }

  async #publishDue(isOver: boolean): Promise<void> {
    const { now, lookEveryMs } = this.#options;
    if (!isOver && now() - this.#publishedAt < lookEveryMs) return;
    await this.publish();
    this.#publishedAt = now();
  }

  async #look(): Promise<void> {
    const { folder, now, lookEveryMs } = this.#options;
    if (now() - this.#lookedAt < lookEveryMs) return;
    this.#lookedAt = now();
    for (const [unit, { isDone }] of unitStates(await sharedFiles.list(folder.claims)))
      if (isDone) this.#done.set(unit, (this.#done.get(unit) ?? 0) + 1);
  }

  /** @returns whether the source has said that there will be no more */
  async #ask(): Promise<boolean> {
    await this.#place(); // What could not be placed before.
    let isEnd = false;
    while (this.#isRoom) {
      const turn = await this.#source.next();
      if (typeof turn === 'string') {
        isEnd = turn === 'end';
        break;
      }
      this.#handedOut.push(turn);
      await this.#place();
    }
    return isEnd && this.#handedOut.length === 0;
  }

  get #isRoom(): boolean {
    const { places, tasks } = this.#options;
    const open = new Set([...this.#wanted.values()].map(({ unit }) => unit)).size + this.#handedOut.length;
    return open < UNITS_PER_LANE * tasks * places.length;
  }

  /** Makes units of what was handed out. @throws Error of the file system; the rest is tried again */
  async #place(): Promise<void> {
    const { units } = this.#options;
    for (let jobs = this.#handedOut[0]; jobs !== undefined; jobs = this.#handedOut[0]) {
      const missing: Job[] = [];
      for (const job of jobs) {
        const unit = units.with(unitRun(job));
        if (unit === undefined) missing.push(job);
        else this.#wanted.set(job.run.runId, { job, unit });
      }
      if (missing.length > 0) {
        this.#handedOut[0] = missing;
        await this.#append(missing);
      } else this.#handedOut.shift();
    }
  }

  async #append(jobs: readonly Job[]): Promise<void> {
    const { store, folder, task, units } = this.#options;
    const runs = jobs.map((job) => unitRun(job, store.run(job.run.runId, job.config)?.attempts));
    const runIds = jobs.flatMap(({ run }, i) => (runs[i]!.attempts === undefined ? [] : [run.runId]));
    const begun = runIds.length > 0 ? begunName(task, ++this.#begun) : undefined;
    if (begun !== undefined) await publish(store, runIds, join(folder.segments, begun));
    await units.append({ runs, ...(begun === undefined ? {} : { begun }) });
  }

  /** @returns how many runs have come to where they were wanted */
  #tell(): number {
    const news = [...this.#wanted.values()].flatMap((wanted) => {
      const outcome = this.#outcomeOf(wanted);
      return outcome === undefined ? [] : [{ ...wanted, outcome }];
    });
    for (const { job } of news) this.#wanted.delete(job.run.runId);
    for (const { job, unit, outcome } of news) {
      this.#tidy(unit);
      this.#source.tell(job.run, outcome);
    }
    return news.length;
  }

  /** Undefined as long as it goes on. */
  #outcomeOf({ job, unit }: Wanted): RunOutcome | undefined {
    const found = this.#source.outcomeOf(job);
    if (found !== undefined) return found;
    const looks = this.#done.get(unit) ?? 0;
    if (looks === 0) return undefined;
    const { store, units } = this.#options;
    const hash = trajectoryHash(job.config);
    const before = units.at(unit).runs.find((run) => run.trajectoryHash === hash)?.attempts ?? 0;
    const last = store.attempts(job.run.runId).at(-1);
    // Whoever takes over registers such a run, which opens it again.
    if (last?.outcome === 'failed' && last.number > before)
      return { status: 'failed', message: last.error ?? '' };
    if (looks < MOST_LOOKS) return undefined;
    return { status: 'failed', message: `unit ${unit} is done, and the run is not there` };
  }

  /** What a unit's runs had before is of no use once they are further. */
  #tidy(unit: number): void {
    const { units, folder } = this.#options;
    const { begun } = units.at(unit);
    if (begun === undefined || [...this.#wanted.values()].some((wanted) => wanted.unit === unit)) return;
    void unlink(join(folder.segments, begun)).catch(() => {});
  }
}

async function collect(
  { store, folder, onUnreadable }: Pick<AskerOptions, 'store' | 'folder' | 'onUnreadable'>,
  except: Set<string>,
): Promise<void> {
  const { leftOut } = await collectSegments(store, folder.segments, { except });
  for (const [name, { unreadable }] of leftOut) {
    except.add(name);
    if (unreadable !== undefined) onUnreadable(`${name}: ${unreadable}`);
  }
}

const unitRun = ({ run: { part, cell, seed }, config, pauseAt }: Job, attempts = 0): UnitRun => ({
  part,
  cell: cell as NewRun['cell'],
  seed,
  trajectoryHash: trajectoryHash(config),
  ...(pauseAt === undefined ? {} : { pauseAt }),
  ...(attempts === 0 ? {} : { attempts }),
});

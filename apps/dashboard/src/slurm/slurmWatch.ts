/**
 * What is known of sweeps on Slurm. It is read and asked for beside the drawing, which never waits: neither a file server nor a squeue
 * that hangs can hold the dashboard up.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SweepSummary } from '@ranksweep/store';
import {
  FolderReader,
  joinedWithJobs,
  knownJobs,
  slurmFolder,
  slurmFolderPath,
  type FolderContents,
  type NumbersOfRuns,
  type SlurmFolder,
  type SlurmJob,
  type SlurmSays,
  type SweepOnSlurm,
  type TaskOnSlurm,
} from '@ranksweep/sweep/slurm';
import { LifeSigns } from './lifeSigns.ts';

export interface TaskSeen extends TaskOnSlurm {
  /** How long it has told nothing; undefined before it has begun. */
  readonly quietMs: number | undefined;
}

export interface JobsSeen extends SweepOnSlurm {
  readonly tasks: readonly TaskSeen[];
  /** Why the folder could not be read the last time. */
  readonly trouble: string | undefined;
}

export interface SlurmWatchOptions {
  readonly db: string;
  /** The same, for reading. */
  readonly store: NumbersOfRuns;
  /** Milliseconds by a clock that nobody sets. */
  readonly now?: () => number;
  /** Asks Slurm of jobs. Default: squeue, and sacct where that is there. */
  readonly ask?: (jobs: readonly number[], signal: AbortSignal) => Promise<readonly SlurmJob[]>;
  /** Default: `READ_EVERY_MS`. */
  readonly readEveryMs?: number;
}

/** Folders are read so often, and for a tenth of the time at most. */
const READ_EVERY_MS = 2000;
const READ_SHARE = 0.1;
/** All jobs are asked for at once. A controller serves many users. */
const ASK_EVERY_MS = 60_000;
/** Sooner where tasks have begun or ended meanwhile, as the folder tells. */
const ASK_CHANGED_AFTER_MS = 15_000;
/** Sooner still for jobs that nobody has asked for yet. */
const ASK_NEW_AFTER_MS = 5000;
/** What no view has looked at for so long is left alone. */
const WANTED_FOR_MS = 10_000;

const NO_ANSWER_YET = 'Slurm has not answered yet';

interface Watched {
  readonly folder: SlurmFolder;
  readonly reader: FolderReader;
  readonly signs: LifeSigns;
  wantedMs: number;
  contents: FolderContents | undefined;
  seen: JobsSeen | undefined;
}

export class SlurmWatch {
  readonly #options: Required<SlurmWatchOptions>;
  readonly #watched = new Map<number, Watched>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout;
  #says: SlurmSays = { known: [], noAnswer: undefined };
  /** Jobs of which Slurm was asked the last time that it has ended an answer, whatever that was. */
  #asked: ReadonlySet<number> = new Set();
  #askedMs = -Infinity;
  /** Which tasks had begun and ended then, as the folders told. */
  #askedOf = '';
  #isAsking = false;

  constructor({
    db,
    store,
    now = () => performance.now(),
    ask = knownJobs,
    readEveryMs = READ_EVERY_MS,
  }: SlurmWatchOptions) {
    this.#options = { db: resolve(db), store, now, ask, readEveryMs };
    this.#timer = setTimeout(() => void this.#look(), 0);
  }

  /**
   * What was seen of a sweep's jobs by now. Whoever asks has it looked at again.
   * @returns undefined for a sweep that was not handed to Slurm, or was not looked at yet
   */
  of({ id, name }: Pick<SweepSummary, 'id' | 'name'>): JobsSeen | undefined {
    const watched = this.#watched.get(id) ?? this.#begin(slurmFolderPath(this.#options.db, { id, name }));
    this.#watched.set(id, watched);
    watched.wantedMs = this.#options.now();
    return watched.seen;
  }

  /** Also ends what asks Slurm just now. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stopping.abort();
  }

  #begin(path: string): Watched {
    const folder = slurmFolder(path);
    const reader = new FolderReader(folder, this.#options.store);
    return { folder, reader, signs: new LifeSigns(), wantedMs: 0, contents: undefined, seen: undefined };
  }

  async #look(): Promise<void> {
    const { now, db, readEveryMs } = this.#options;
    const startedMs = now();
    const wanted = [...this.#watched.values()].filter(({ wantedMs }) => startedMs - wantedMs < WANTED_FOR_MS);
    // Most databases have no sweep on a cluster.
    if (wanted.length > 0 && (await isThere(`${db}.slurm`))) {
      for (const one of wanted) one.seen = await this.#read(one);
      void this.#ask(wanted.flatMap(({ contents }) => contents ?? []));
    }
    if (this.#stopping.signal.aborted) return;
    const restMs = Math.max(readEveryMs, (now() - startedMs) / READ_SHARE);
    this.#timer = setTimeout(() => void this.#look(), restMs);
  }

  async #read(one: Watched): Promise<JobsSeen | undefined> {
    if (!(await isThere(one.folder.sweepFile))) return undefined;
    let trouble: string | undefined;
    try {
      one.contents = await one.reader.read();
    } catch (error) {
      trouble = (error as Error).message;
    }
    return one.contents && this.#joined(one, one.contents, trouble);
  }

  #joined({ folder, signs }: Watched, contents: FolderContents, trouble: string | undefined): JobsSeen {
    const isAsked = contents.jobs.every((job) => this.#asked.has(job));
    const says = isAsked ? this.#says : { ...this.#says, noAnswer: NO_ANSWER_YET };
    const sweep = joinedWithJobs(folder, contents, says);
    const [nowMs, clockMs] = [this.#options.now(), Date.now()];
    const tasks = sweep.tasks.map((task) => ({ ...task, quietMs: signs.quietMs(task, nowMs, clockMs) }));
    return { ...sweep, tasks, trouble };
  }

  /** Never waited for: what is found is there at a later look. */
  async #ask(contents: readonly FolderContents[]): Promise<void> {
    const { now, ask } = this.#options;
    const jobs = contents.flatMap((one) => one.jobs);
    const begunAndEnded = contents.flatMap(({ tasks }) => tasks.map(lifeOf)).join();
    if (this.#isAsking || jobs.length === 0) return;
    if (now() - this.#askedMs < this.#askAfterMs(jobs, begunAndEnded)) return;
    this.#isAsking = true;
    this.#askedMs = now();
    this.#askedOf = begunAndEnded;
    try {
      this.#says = { known: await ask(jobs, this.#stopping.signal), noAnswer: undefined };
    } catch (error) {
      this.#says = { ...this.#says, noAnswer: (error as Error).message };
    }
    this.#asked = new Set(jobs);
    this.#isAsking = false;
  }

  #askAfterMs(jobs: readonly number[], begunAndEnded: string): number {
    if (!jobs.every((job) => this.#asked.has(job))) return ASK_NEW_AFTER_MS;
    return begunAndEnded === this.#askedOf ? ASK_EVERY_MS : ASK_CHANGED_AFTER_MS;
  }
}

const lifeOf = ({ task, state }: FolderContents['tasks'][number]): string =>
  `${task} ${state?.startedAt} ${state?.ended?.how}`;

/** Also where that cannot be told, so that what is wrong shows when it is read. */
const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  );

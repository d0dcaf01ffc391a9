/** What tasks tell in the folder that they share: which runs they have, and how far they are. It only looks, and never changes a file. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadOnlyStore } from '@ranksweep/store';
import { AskedUnits } from '../asking/askedUnits.ts';
import { claimName, unitStates } from '../claims/claimNames.ts';
import { ownerIn } from '../claims/mark.ts';
import { isThere, sharedFiles } from '../claims/sharedFiles.ts';
import { jobWord } from '../commands/slurmJob.ts';
import { parseTaskName, taskName, type SlurmFolder, type TaskId } from '../folder.ts';
import { jobsNamed } from '../submit/jobFile.ts';
import { loadSlurmSweep, type SlurmSweep, type TaskState } from '../sweepFile.ts';
import { readState } from '../task/stateFile.ts';

/** A task of a job array, with all of its starts. */
export interface TaskInFolder {
  /** `12_3` */
  readonly task: string;
  readonly job: number;
  readonly index: number;
  /** What its latest start tells of itself; undefined as long as none has. */
  readonly state: TaskState | undefined;
  /** When the task has told that, by the clock of the file server: for people. */
  readonly toldAt: Date | undefined;
  /** How many runs have ended in it. */
  readonly runsEnded: number;
  /**
   * Runs that it has, or had last, by their numbers in the database that the sweep was submitted from. Runs that follow from results have
   * none before they are collected.
   */
  readonly runIds: readonly number[];
  /** How many of these are published whole. */
  readonly published: number;
}

export interface FolderContents {
  /** Jobs that were submitted, also by tasks in their own place, the first first. */
  readonly jobs: readonly number[];
  /** Those that have begun. */
  readonly tasks: readonly TaskInFolder[];
  /** Number of runs that nobody has claimed yet. */
  readonly unclaimed: number;
  /** Whether the sweep was cancelled. */
  readonly isStopped: boolean;
}

/** Tells the numbers that runs have, see `TaskInFolder`. */
export type NumbersOfRuns = Pick<ReadOnlyStore, 'runNumbers'>;

/** Numbers of runs; undefined where they are not known. */
type RunsOfUnit = readonly (number | undefined)[];

interface Told {
  readonly state: TaskState;
  readonly at: Date;
}

/** Files that are read at a time: a file server has others to serve. */
const AT_A_TIME = 8;

export class FolderReader {
  readonly #folder: SlurmFolder;
  readonly #store: NumbersOfRuns;
  #sweep: SlurmSweep | undefined;
  /** Units of a sweep whose runs follow from results, and the numbers of their runs as far as they are known. */
  readonly #asked: AskedUnits;
  readonly #numbers = new Map<string, number>();
  /** By the name of the claim, which is never made again. */
  readonly #owners = new Map<string, TaskId>();
  /** What starts have told that tell nothing more. */
  readonly #lastWords = new Map<string, Told>();

  constructor(folder: SlurmFolder, store: NumbersOfRuns) {
    this.#folder = folder;
    this.#store = store;
    this.#asked = new AskedUnits(sharedFiles, folder.units);
  }

  /**
   * Reads what may have changed since the last time.
   * @throws InputError as `loadSlurmSweep`; Error of the file system
   */
  async read(): Promise<FolderContents> {
    const { claims, jobs, tasks: tasksFolder, stopFile, sweepFile } = this.#folder;
    this.#sweep ??= await loadSlurmSweep(sweepFile);
    const states = unitStates(await readdir(claims));
    const starts = startsByTask(await readdir(tasksFolder));
    await this.#readOwners([...states].map(([unit, { attempt }]) => claimName(unit, attempt)));
    const tasks = new Map<string, TaskInFolder>();
    await inTurns([...starts], async ([task, ofTask]) => {
      tasks.set(task, await this.#taskOf(task, ofTask));
    });
    const owned = this.#owned(states, await this.#unitsOf(this.#sweep));
    for (const [task, { owner, ...runs }] of owned.byTask) {
      tasks.set(task, { ...(tasks.get(task) ?? notBegun(owner)), ...runs });
    }
    const all = [...tasks.values()].toSorted((a, b) => a.job - b.job || a.index - b.index);
    const submitted = jobsNamed(await readdir(jobs));
    return {
      jobs: [...new Set([...submitted, ...all.map(({ job }) => job)])].toSorted((a, b) => a - b),
      tasks: all,
      unclaimed: owned.unclaimed,
      isStopped: await isThere(stopFile),
    };
  }

  async #readOwners(names: readonly string[]): Promise<void> {
    const unread = names.filter((name) => !this.#owners.has(name));
    await inTurns(unread, async (name) => {
      // A network file system may show it a little later.
      const text = await readFile(join(this.#folder.claims, name), 'utf8').catch(() => undefined);
      const owner = text === undefined ? undefined : ownerIn(text);
      if (owner !== undefined) this.#owners.set(name, owner);
    });
  }

  async #taskOf(task: string, starts: readonly TaskId[]): Promise<TaskInFolder> {
    const told: (Told | undefined)[] = [];
    for (const start of starts) told.push(await this.#toldBy(start, start === starts.at(-1)));
    const latest = told.at(-1);
    return {
      ...notBegun(starts[0]!),
      task,
      state: latest?.state,
      toldAt: latest?.at,
      runsEnded: told.reduce((sum, one) => sum + (one?.state.runsEnded ?? 0), 0),
    };
  }

  async #toldBy(start: TaskId, isLatest: boolean): Promise<Told | undefined> {
    const name = taskName(start);
    const known = this.#lastWords.get(name);
    if (known !== undefined) return known;
    const path = join(this.#folder.tasks, `${name}.json`);
    const state = await readState(path);
    if (state === undefined) return undefined;
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const told = { state, at: found.mtime };
    if (!isLatest || state.ended !== undefined) this.#lastWords.set(name, told);
    return told;
  }

  /** By unit. A run of several units counts in the last, which has it now. */
  async #unitsOf({ sweep, units, runIds, isAsked }: SlurmSweep): Promise<readonly RunsOfUnit[]> {
    if (!isAsked) return runIds ?? units.map((unit) => unit.map(() => undefined));
    await this.#asked.learn();
    const last = new Map<string, number>();
    for (const [unit, { runs }] of this.#asked.all.entries())
      for (const { trajectoryHash } of runs) last.set(trajectoryHash, unit);
    const unknown = [...last.keys()].filter((hash) => !this.#numbers.has(hash));
    if (unknown.length > 0)
      for (const [hash, runId] of this.#store.runNumbers(sweep.id, unknown)) this.#numbers.set(hash, runId);
    return this.#asked.all.map(({ runs }, unit) =>
      runs.flatMap(({ trajectoryHash: hash }) => (last.get(hash) === unit ? [this.#numbers.get(hash)] : [])),
    );
  }

  #owned(
    states: ReturnType<typeof unitStates>,
    units: readonly RunsOfUnit[],
  ): {
    readonly byTask: ReadonlyMap<string, { owner: TaskId; runIds: number[]; published: number }>;
    readonly unclaimed: number;
  } {
    const byTask = new Map<string, { owner: TaskId; runIds: number[]; published: number }>();
    let unclaimed = 0;
    for (const [unit, runs] of units.entries()) {
      const state = states.get(unit);
      const owner = state && this.#owners.get(claimName(unit, state.attempt));
      if (owner === undefined) {
        unclaimed += runs.length;
        continue;
      }
      const task = jobWord(owner);
      const entry = byTask.get(task) ?? { owner, runIds: [], published: 0 };
      byTask.set(task, entry);
      const known = runs.filter((runId) => runId !== undefined);
      entry.runIds.push(...known);
      if (state!.isDone) entry.published += known.length;
    }
    return { byTask, unclaimed };
  }
}

export const notBegun = ({ job, index }: Pick<TaskId, 'job' | 'index'>): TaskInFolder => ({
  task: jobWord({ job, index }),
  job,
  index,
  state: undefined,
  toldAt: undefined,
  runsEnded: 0,
  runIds: [],
  published: 0,
});

/** Starts of each task that have told something, the latest last. */
function startsByTask(names: readonly string[]): Map<string, TaskId[]> {
  const starts = names
    .flatMap((name) => (name.endsWith('.json') ? (parseTaskName(name.slice(0, -'.json'.length)) ?? []) : []))
    .toSorted((a, b) => a.restart - b.restart || a.start - b.start);
  return Map.groupBy(starts, jobWord);
}

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += AT_A_TIME) {
    await Promise.all(items.slice(i, i + AT_A_TIME).map(work));
  }
}

/**
 * Hands a sweep to Slurm: registers its runs, writes the folder that its tasks share, and submits one job array. Nothing waits for
 * the tasks, which never open the database.
 */
import { chmodSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { canonicalJson, InputError, sha256 } from '@ranksweep/core';
import { trajectoryHash } from '@ranksweep/kinds';
import { replaceFile } from '@ranksweep/machine';
import { collectSegments, publish, type OnWaiting, type Store } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
import type { ExpandedSweep } from '../../definition/expand.ts';
import { checkSweep } from '../../plan/checkSweep.ts';
import type { IsWanted } from '../../plan/planJobs.ts';
import { registerSweep } from '../../plan/registerSweep.ts';
import { SweepEngines } from '../../plan/sweepEngines.ts';
import type { PhaseObserver } from '../../phase.ts';
import { GroupCommit } from '../../record/groupCommit.ts';
import { provenance } from '../../record/provenance.ts';
import type { Job } from '../../plan/job.ts';
import type { SweepOptions } from '../../runSweep.ts';
import { followsFromResults, withoutSkips } from '../../schedule/sources.ts';
import type { LanePlace } from '../../launch/launcher.ts';
import { WholeSource } from '../asking/wholeSource.ts';
import { planUnits } from '../claims/units.ts';
import { submitScript } from '../commands/control.ts';
import { knownJobs } from '../commands/jobs.ts';
import { hasEnded, jobWord } from '../commands/slurmJob.ts';
import { begunBeforeName, slurmFolder, slurmFolderPath, type SlurmFolder } from '../folder.ts';
import { FOLDER_VERSION, type SlurmSweep, type TaskSettings } from '../sweepFile.ts';
import { batchScript } from './batchScript.ts';
import { submittedJobs, writeJobFile } from './jobFile.ts';
import type { Profile } from './profile.ts';
import { findEarlier, linkTo, makeNewFolder } from './sharedPlace.ts';
import { parseTaskArray, usualArray } from './taskArray.ts';

/** What is in the folder that tasks share, beside files. */
const FOLDERS = ['jobs', 'tasks', 'claims', 'units', 'segments', 'logs'] as const;

export interface SubmitOptions {
  /** Path of the database. */
  readonly db: string;
  readonly profile: Profile;
  /** How runs are computed on the nodes. */
  readonly settings: Omit<TaskSettings, 'graceSeconds' | 'again' | 'work'>;
  /** Lanes whose results are as good as those that tasks will have. */
  readonly places: readonly LanePlace[];
  /** See `SweepOptions`. */
  readonly reuse: 'of lanes' | 'all';
  /** Which of the missing runs are computed. Default: all. */
  readonly isWanted?: IsWanted | undefined;
  /** Whether rules of axes leave runs out, see `SkipRule`. Default: `obeyed`. */
  readonly skips?: SweepOptions['skips'];
  /** Absolute path of a folder in which the sweep's own is made. Default: beside the database. */
  readonly folder?: string | undefined;
  readonly workingFolder: string;
  /** The words that start this ranksweep. */
  readonly ownCommand: readonly string[];
  /** Absolute paths of users' modules. */
  readonly extensions: readonly string[];
  readonly observer?: PhaseObserver | undefined;
  readonly onWaiting?: OnWaiting;
  /** Ends the wait for another program's lock. */
  readonly signal?: AbortSignal | undefined;
}

export interface Submission {
  readonly sweepId: number;
  /** Runs that the database has already. */
  readonly reused: number;
  /** Undefined if nothing is left to be computed. */
  readonly submitted?: {
    readonly job: number;
    /** Those that are left; of a sweep whose runs follow from results, those that are begun with. */
    readonly runs: number;
    readonly isAsked: boolean;
    readonly tasks: number;
    readonly atOnce: number;
    readonly folder: SlurmFolder;
  };
}

/**
 * @throws InputError if the sweep is on Slurm already, or Slurm refuses the job: runs are registered then, and nothing else is left
 */
export async function submitSweep(
  store: Store,
  sweep: ExpandedSweep,
  { isWanted, ...others }: SubmitOptions,
): Promise<Submission> {
  const options = { ...others, isWanted: isWanted && remembered(isWanted) };
  const isAsked = followsFromResults(options.skips === 'ignored' ? withoutSkips(sweep) : sweep);
  const { db, profile } = options;
  const writes = new GroupCommit({
    store,
    onFailure: () => {},
    ...(options.onWaiting === undefined ? {} : { onWaiting: options.onWaiting }),
  });
  const register = (): Promise<Registered> =>
    isAsked ? firstRuns(store, sweep, options) : allRuns(store, sweep, { ...options, writes });
  let registered = await register();
  const usualPath = slurmFolderPath(db, { id: registered.sweepId, name: sweep.name });
  const path = options.folder === undefined ? usualPath : join(options.folder, basename(usualPath));
  if (registered.jobs.length > 0) {
    findEarlier(path, usualPath, { db, id: registered.sweepId });
    // What is collected may leave less to do.
    if (await putAsideEarlier(store, slurmFolder(usualPath))) registered = await register();
  }
  await writes.run(() => store.finishSweep(registered.sweepId));
  const { sweepId, jobs, reused } = registered;
  if (jobs.length === 0) return { sweepId, reused };
  const folder = slurmFolder(makeNewFolder(path));
  const array = profile.array ?? usualArray(jobs.length);
  const size = parseTaskArray(array);
  try {
    for (const inner of FOLDERS) mkdirSync(folder[inner]);
    const segments = realpathSync(folder.segments);
    await writes.run(() => store.forgetSegments(segments));
    if (folder.path !== usualPath) linkTo(folder.path, usualPath);
    const units = isAsked
      ? await publishOwn(store, folder, registered)
      : await makeUnits(store, folder, { runs: positionsOf(store, sweep, jobs), tasks: size.atOnce });
    writeScript(folder, batchScript({ ...options, name: sweep.name, folder, array }));
    replaceFile(
      folder.sweepFile,
      JSON.stringify({ ...sweepFile(sweep, sweepId, options), ...units } satisfies SlurmSweep),
    );
    const job = await submitScript(folder.batchScript);
    writeJobFile(folder, { job, array, submittedAt: new Date().toISOString() });
    return { sweepId, reused, submitted: { job, runs: jobs.length, isAsked, ...size, folder } };
  } catch (error) {
    // Tasks that had begun all the same end when they see that it is gone.
    rmSync(folder.path, { recursive: true, force: true });
    rmSync(usualPath, { recursive: true, force: true });
    throw error;
  }
}

/** Runs are registered twice where there is an earlier submission. The first time opens those again that have failed. */
function remembered(isWanted: IsWanted): IsWanted {
  const wanted = new Set<number>();
  return (run) => {
    if (isWanted(run)) wanted.add(run.runId);
    return wanted.has(run.runId);
  };
}

interface Registered {
  readonly sweepId: number;
  /** What is to be computed. */
  readonly jobs: readonly Job[];
  /** How many runs the database has already. */
  readonly reused: number;
  /** See `SlurmSweep`. */
  readonly leftOut: readonly number[];
}

async function allRuns(
  store: Store,
  sweep: ExpandedSweep,
  { places, observer, ...options }: SubmitOptions & { readonly writes: GroupCommit },
): Promise<Registered> {
  const { writes, reuse, isWanted, signal } = options;
  const checked = checkSweep(sweep, observer);
  const engines = SweepEngines.of(places);
  const place = { store, writes, checked, engines, reuse, isWanted, observer, signal };
  const { reused, ...registered } = await registerSweep(sweep, place);
  return { ...registered, reused: reused.length, leftOut: [] };
}

/** What a search or the like asks for before anything more is computed. */
async function firstRuns(
  store: Store,
  sweep: ExpandedSweep,
  { places, isWanted }: SubmitOptions,
): Promise<Registered> {
  const source = await WholeSource.begin({ store, sweep, places, tasks: 1, isWanted });
  // Runs that have failed are tried again, and may lead to other trials than they did: none that was is to count beside these.
  store.forgetTrials(source.sweepId);
  const jobs: Job[] = [];
  try {
    for (let turn = await source.next(); typeof turn !== 'string'; turn = await source.next())
      jobs.push(...turn);
  } finally {
    source.close();
  }
  const { sweepId, leftOut } = source;
  const reused = store
    .runsOfSweep(sweepId)
    .filter(({ status }) => status === 'done' || status === 'diverged');
  return { sweepId, jobs, reused: reused.length, leftOut };
}

/**
 * What an earlier submission has published is collected, and its folder gets the name of its job.
 * @returns whether there was one
 * @throws InputError if tasks of it may still run
 */
async function putAsideEarlier(store: Store, folder: SlurmFolder): Promise<boolean> {
  if (!existsSync(folder.path)) return false;
  const jobs = submittedJobs(folder);
  const alive = (await knownJobs(jobs)).filter((job) => !hasEnded(job));
  if (alive.length > 0) {
    throw new InputError(
      `expected a sweep that Slurm does not have, found ${countOf(alive.length, 'task')}, such as ${jobWord(alive[0]!)} ` +
        `(${alive[0]!.state}), in ${folder.path}: \`ranksweep collect\` brings in what they have, \`ranksweep cancel\` ends them`,
    );
  }
  if (existsSync(folder.segments)) await collectSegments(store, folder.segments);
  const path = realpathSync(folder.path);
  renameSync(path, freeName(`${path}.${jobs.at(-1) ?? 'earlier'}`));
  rmSync(folder.path, { force: true }); // A link that leads nowhere now.
  return true;
}

function freeName(path: string): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? path : `${path}.${i}`;
    if (!existsSync(name)) return name;
  }
}

interface PlacedRun {
  /** Among the sweep's runs. Of cells that share a run, the first counts. */
  readonly position: number;
  readonly config: Job['config'];
  readonly runId: number;
  readonly hasBegun: boolean;
}

function positionsOf(store: Store, sweep: ExpandedSweep, jobs: readonly Job[]): PlacedRun[] {
  const positions = new Map<string, number>();
  for (const [i, hash] of checkSweep(sweep).hashes.entries())
    if (!positions.has(hash)) positions.set(hash, i);
  return jobs.map(({ run: { runId }, config, iterations = 0 }) => ({
    position: positions.get(trajectoryHash(config))!,
    config,
    runId,
    // One that has failed at once is tried again, and known by its attempts.
    hasBegun: iterations > 0 || store.run(runId, config)!.attempts > 0,
  }));
}

type Units = Pick<SlurmSweep, 'units' | 'runIds' | 'isAsked' | 'leftOut'>;

/** Divides runs into units, and publishes what has begun of each: tasks go on from there. */
async function makeUnits(
  store: Store,
  folder: SlurmFolder,
  { runs, tasks }: { readonly runs: readonly PlacedRun[]; readonly tasks: number },
): Promise<Units> {
  const units = planUnits(runs, { tasks });
  const byPosition = new Map(runs.map((run) => [run.position, run]));
  for (const [unit, positions] of units.entries()) {
    const begun = positions.flatMap((position) => {
      const { runId, hasBegun } = byPosition.get(position)!;
      return hasBegun ? [runId] : [];
    });
    if (begun.length > 0) await publish(store, begun, join(folder.segments, begunBeforeName(unit)));
  }
  return {
    units,
    runIds: units.map((unit) => unit.map((position) => byPosition.get(position)!.runId)),
  };
}

/** Publishes everything that the sweep has, for whoever asks for units. */
async function publishOwn(
  store: Store,
  folder: SlurmFolder,
  { sweepId, leftOut }: Registered,
): Promise<Units> {
  const own = store.runsOfSweep(sweepId).filter(({ attempts }) => attempts > 0);
  const runIds = own.map(({ runId }) => runId);
  if (runIds.length > 0) await publish(store, runIds, join(folder.segments, begunBeforeName(0)));
  return { units: [], isAsked: true, ...(leftOut.length === 0 ? {} : { leftOut }) };
}

function writeScript({ batchScript: path }: SlurmFolder, text: string): void {
  writeFileSync(path, text, { flag: 'wx' });
  chmodSync(path, 0o755);
}

function sweepFile(
  sweep: ExpandedSweep,
  sweepId: number,
  { db, profile, settings, workingFolder, extensions }: SubmitOptions,
): Omit<SlurmSweep, keyof Units> {
  const { name, preset, spec } = sweep;
  const { graceSeconds, again, work } = profile;
  return {
    version: FOLDER_VERSION,
    sweep: { id: sweepId, name, preset, spec, specHash: sha256(canonicalJson(spec)) },
    db,
    workingFolder,
    extensions,
    settings: { ...settings, graceSeconds, again, ...(work === undefined ? {} : { work }) },
    provenance: provenance(),
  };
}

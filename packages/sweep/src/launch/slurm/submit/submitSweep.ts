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
import type { ExpandedSweep } from '../../../definition/expand.ts';
import { checkSweep } from '../../../plan/checkSweep.ts';
import type { IsWanted } from '../../../plan/planJobs.ts';
import { registerSweep } from '../../../plan/registerSweep.ts';
import type { SweepEngines } from '../../../plan/sweepEngines.ts';
import type { PhaseObserver } from '../../../phase.ts';
import { GroupCommit } from '../../../record/groupCommit.ts';
import { provenance } from '../../../record/provenance.ts';
import type { Job } from '../../../schedule/source.ts';
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

export interface SubmitOptions {
  /** Path of the database. */
  readonly db: string;
  readonly profile: Profile;
  /** How runs are computed on the nodes. */
  readonly settings: Omit<TaskSettings, 'graceSeconds' | 'again' | 'work'>;
  /** Engines whose results are as good as those that tasks will have. */
  readonly engines: SweepEngines;
  /** See `SweepOptions`. */
  readonly reuse: 'of lanes' | 'all';
  /** Which of the missing runs are computed. Default: all. */
  readonly isWanted?: IsWanted | undefined;
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
    readonly runs: number;
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
  options: SubmitOptions,
): Promise<Submission> {
  requireFixedRuns(sweep);
  const { db, profile, engines, reuse, isWanted, observer, signal } = options;
  const writes = new GroupCommit({
    store,
    onFailure: () => {},
    ...(options.onWaiting === undefined ? {} : { onWaiting: options.onWaiting }),
  });
  const checked = checkSweep(sweep, observer);
  const register = () =>
    registerSweep(sweep, { store, writes, checked, engines, reuse, isWanted, observer, signal });
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
  if (jobs.length === 0) return { sweepId, reused: reused.length };
  const folder = slurmFolder(makeNewFolder(path));
  const array = profile.array ?? usualArray(jobs.length);
  const size = parseTaskArray(array);
  try {
    const runs = positionsOf(sweep, jobs);
    const units = planUnits(runs, { tasks: size.atOnce });
    const runIds = new Map(runs.map(({ position, runId }) => [position, runId]));
    for (const inner of ['jobs', 'tasks', 'claims', 'segments', 'logs'] as const) mkdirSync(folder[inner]);
    const segments = realpathSync(folder.segments);
    await writes.run(() => store.forgetSegments(segments));
    if (folder.path !== usualPath) linkTo(folder.path, usualPath);
    await publishBegun(store, folder, { runs, units });
    writeScript(folder, batchScript({ ...options, name: sweep.name, folder, array }));
    replaceFile(
      folder.sweepFile,
      JSON.stringify({
        ...sweepFile(sweep, sweepId, options),
        units,
        runIds: units.map((unit) => unit.map((position) => runIds.get(position)!)),
      } satisfies SlurmSweep),
    );
    const job = await submitScript(folder.batchScript);
    writeJobFile(folder, { job, array, submittedAt: new Date().toISOString() });
    return { sweepId, reused: reused.length, submitted: { job, runs: jobs.length, ...size, folder } };
  } catch (error) {
    // Tasks that had begun all the same end when they see that it is gone.
    rmSync(folder.path, { recursive: true, force: true });
    rmSync(usualPath, { recursive: true, force: true });
    throw error;
  }
}

/** Tasks are told which runs there are when the sweep is submitted. */
export function requireFixedRuns({ spec: { parts } }: Pick<ExpandedSweep, 'spec'>): void {
  for (const [part, { search, skip }] of Object.entries(parts)) {
    const found = search === undefined ? (skip === undefined ? undefined : 'skip') : 'search';
    if (found === undefined) continue;
    throw new InputError(
      `--launcher slurm: expected a sweep whose runs do not depend on each other, found ${found} in part ${part}: ` +
        'run it on one machine, or leave that out',
    );
  }
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
      `expected a sweep that Slurm does not have, found ${alive.length} tasks that wait or run, such as ${jobWord(alive[0]!)} ` +
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

function positionsOf(sweep: ExpandedSweep, jobs: readonly Job[]): PlacedRun[] {
  const positions = new Map<string, number>();
  for (const [i, hash] of checkSweep(sweep).hashes.entries())
    if (!positions.has(hash)) positions.set(hash, i);
  return jobs.map(({ run: { runId }, config, iterations = 0 }) => ({
    position: positions.get(trajectoryHash(config))!,
    config,
    runId,
    hasBegun: iterations > 0,
  }));
}

interface BegunOptions {
  readonly runs: readonly PlacedRun[];
  readonly units: readonly (readonly number[])[];
}

/** Tasks go on from where runs are. */
async function publishBegun(store: Store, folder: SlurmFolder, { runs, units }: BegunOptions): Promise<void> {
  const begun = new Map(
    runs.filter(({ hasBegun }) => hasBegun).map(({ position, runId }) => [position, runId]),
  );
  for (const [unit, positions] of units.entries()) {
    const runIds = positions.flatMap((position) => begun.get(position) ?? []);
    if (runIds.length > 0) await publish(store, runIds, join(folder.segments, begunBeforeName(unit)));
  }
}

function writeScript({ batchScript: path }: SlurmFolder, text: string): void {
  writeFileSync(path, text, { flag: 'wx' });
  chmodSync(path, 0o755);
}

function sweepFile(
  sweep: ExpandedSweep,
  sweepId: number,
  { db, profile, settings, workingFolder, extensions }: SubmitOptions,
): Omit<SlurmSweep, 'units' | 'runIds'> {
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

/** `ranksweep run --launcher slurm`: hands a sweep to Slurm, and tells what to do next. */
import { basename, delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineNames, type EngineName } from '@ranksweep/engine';
import { sweepAddress, type Store } from '@ranksweep/store';
import {
  batchScript,
  chooseLanes,
  parseTaskArray,
  readProfile,
  slurmFolder,
  slurmFolderPath,
  submitSweep,
  SweepEngines,
  usualArray,
  type ExpandedSweep,
  type LanePlace,
  type Profile,
  type Submission,
  type TaskSettings,
} from '@ranksweep/sweep';
import { countOf, ranksweepCommand } from '@ranksweep/text';
import type { Only } from '../computeAndReport.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { lanesAsked, listOf, positiveNumber } from '../optionValues.ts';
import { oneOf } from '../usageError.ts';
import { leftOutWords } from '../render/leftOutWords.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import type { RunSettingOptions } from '../runSettings.ts';
import { openPatiently, patience } from '../waiting.ts';
import { followSlurm } from './followSlurm.ts';
import { profileOf, type SlurmOptions } from './options.ts';

export interface SubmitOptions extends RunSettingOptions, SlurmOptions {
  readonly db: string;
  readonly dryRun?: boolean;
}

/** @throws InputError for bad usage, and in Slurm's words where it refuses the job */
export async function submit(sweep: ExpandedSweep, options: SubmitOptions): Promise<ExitStatus> {
  const asked = await askedFor(sweep, options);
  if (options.dryRun) return dryRun(sweep, { ...asked, db: resolve(options.db), folder: options.folder });
  for (const note of leftOutWords(sweep)) console.log(note);
  const store = await openPatiently(options.db);
  try {
    return await submitAsked(store, sweep, options, asked);
  } finally {
    store.close();
  }
}

/** Submits what a database lacks of a sweep, or some of it. @throws InputError as `submit` */
export const submitFrom = async (
  store: Store,
  sweep: ExpandedSweep,
  options: SubmitOptions,
  only?: Only,
): Promise<ExitStatus> => await submitAsked(store, sweep, options, await askedFor(sweep, options), only);

interface Asked {
  readonly profile: Profile;
  readonly workingFolder: string;
  readonly ownCommand: readonly string[];
  readonly settings: ReturnType<typeof taskSettings>;
  readonly places: readonly LanePlace[];
}

/** What the options amount to, before anything is opened. */
async function askedFor(sweep: ExpandedSweep, options: SubmitOptions): Promise<Asked> {
  const { profile, path } = readProfile(profileOf(options), options.profile);
  if (path !== undefined) console.error(`Profile: ${path}`);
  const settings = taskSettings(options);
  const places = await placesOf(options.engine);
  await SweepEngines.of(places).learn([...sweep.runs, ...sweep.examples]);
  return {
    profile,
    settings,
    places,
    workingFolder: process.cwd(),
    ownCommand: [process.execPath, fileURLToPath(new URL('../../bin/ranksweep.js', import.meta.url))],
  };
}

async function submitAsked(
  store: Store,
  sweep: ExpandedSweep,
  options: SubmitOptions,
  asked: Asked,
  only?: Only,
): Promise<ExitStatus> {
  const submission = await withPhaseProgress((observer) =>
    submitSweep(store, sweep, {
      ...asked,
      db: resolve(options.db),
      reuse: options.engine === undefined ? 'all' : 'of lanes',
      isWanted: only?.isWanted,
      skips: only?.areNamed ? 'ignored' : 'obeyed',
      ...(options.folder === undefined ? {} : { folder: resolve(options.folder) }),
      extensions: (process.env.RANKSWEEP_EXTENSIONS ?? '').split(delimiter).filter((word) => word !== ''),
      observer,
      ...patience,
    }),
  );
  tell(submission, { db: options.db, profile: asked.profile, none: only?.none });
  if (!options.wait || submission.submitted === undefined) return exitStatus.ok;
  return await followSlurm(store, [submission.submitted.folder], { db: options.db });
}

/** Checked here, so that no task fails of a wrong word. Devices are chosen on the nodes, which have them. */
function taskSettings(options: RunSettingOptions): Omit<TaskSettings, 'graceSeconds' | 'again' | 'work'> {
  const { lanes, engine, device, keepState, checkpointEvery, hangAfter } = options;
  lanesAsked(lanes);
  oneOf('--keep-state', keepState, ['all', 'none']);
  positiveNumber('--checkpoint-every', checkpointEvery);
  positiveNumber('--hang-after', hangAfter);
  return {
    ...(lanes === undefined ? {} : { lanes }),
    ...(engine === undefined ? {} : { engine: enginesOf(engine).join(',') }),
    device,
    keepState,
    checkpointEvery,
    hangAfter,
  };
}

const enginesOf = (engine: string): EngineName[] => listOf('--engine', engine, engineNames());

/**
 * Lanes that stand for those on the nodes: of engines that were named, which this machine need not have the devices of, or else the
 * CPU's. They say which of the database's runs are as good as those that tasks will have.
 */
async function placesOf(engine: string | undefined): Promise<readonly LanePlace[]> {
  const here = await chooseLanes({ device: 'cpu', lanes: 1, usualOnCpu: 1 });
  return engine === undefined ? here : enginesOf(engine).map((name) => ({ ...here[0]!, engine: name }));
}

interface DryRun extends Pick<Asked, 'profile' | 'workingFolder' | 'ownCommand'> {
  readonly db: string;
  readonly folder: string | undefined;
}

/** The script alone goes to standard output. */
function dryRun(sweep: ExpandedSweep, { profile, db, folder, ...place }: DryRun): ExitStatus {
  const { name, preset, runs } = sweep;
  // The number is known once the sweep is in the database.
  const usualPath = slurmFolderPath(db, { id: 'NUMBER', name });
  const path = folder === undefined ? usualPath : join(resolve(folder), basename(usualPath));
  const searched = mostAtOnce(sweep);
  const array = profile.array ?? usualArray(runs.length + searched);
  console.log(batchScript({ ...place, profile, name, array, folder: slurmFolder(path) }).trimEnd());
  console.error(
    `${name}, preset ${preset}: ${runsText(runs.length, searched)} in ${arrayText(array)}. Nothing was submitted.`,
  );
  return exitStatus.ok;
}

/** How many runs of searches and boundaries may be under way, as far as can be told before they begin. */
const mostAtOnce = ({ spec: { parts } }: ExpandedSweep): number =>
  Object.values(parts).reduce(
    (sum, { search, boundary, seeds }) =>
      sum + (search?.parallel ?? 0) * seeds.length + (boundary?.parallel ?? 0),
    0,
  );

function runsText(runs: number, searched: number): string {
  if (searched === 0) return countOf(runs, 'run');
  const search = `a search with ${countOf(searched, 'run')} or more at a time`;
  return runs === 0 ? search : `${countOf(runs, 'run')} and ${search}`;
}

const arrayText = (array: string): string => {
  const { tasks, atOnce } = parseTaskArray(array);
  return tasksText(tasks, atOnce);
};

const tasksText = (tasks: number, atOnce: number): string =>
  countOf(tasks, 'task') + (atOnce < tasks ? `, ${atOnce} at a time` : '');

function tell(
  { sweepId, reused, submitted }: Submission,
  {
    db,
    profile,
    none,
  }: { readonly db: string; readonly profile: Profile; readonly none: string | undefined },
): void {
  const sweep = sweepAddress(sweepId);
  if (submitted === undefined) {
    const there = none ?? `all ${reused} runs are in the database already`;
    console.log(`Nothing to submit: ${there} (${sweep}).`);
    return;
  }
  const { job, runs, isAsked, tasks, atOnce, folder } = submitted;
  const where = profile.partition === undefined ? '' : ` in partition ${profile.partition}`;
  const there = reused > 0 ? `; ${reused} were there already` : '';
  console.log(
    `Job ${job}: ${tasksText(tasks, atOnce)}${where}, for ${countOf(runs, 'run')}${isAsked ? ' to begin with' : ''} of ${sweep}${there}.`,
  );
  console.log(`Folder:  ${folder.path}`);
  console.log(`Look:    ${ranksweepCommand(['show', sweep], db)}, or squeue --jobs ${job}`);
  console.log(`Collect: ${ranksweepCommand(['collect', sweep, '--wait'], db)}`);
  console.log(`Cancel:  ${ranksweepCommand(['cancel', sweep], db)}`);
}

/** `ranksweep run --launcher slurm`: hands a sweep to Slurm, and tells what to do next. */
import { basename, delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineNames, type EngineName } from '@ranksweep/engine';
import { sweepAddress } from '@ranksweep/store';
import {
  batchScript,
  chooseLanes,
  parseTaskArray,
  readProfile,
  requireFixedRuns,
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
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { lanesAsked, listOf, oneOf, positiveNumber } from '../optionValues.ts';
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
  requireFixedRuns(sweep);
  const { profile, path: profilePath } = readProfile(profileOf(options), options.profile);
  if (profilePath !== undefined) console.error(`Profile: ${profilePath}`);
  const db = resolve(options.db);
  const settings = taskSettings(options);
  const engines = SweepEngines.of(await placesOf(options.engine));
  await engines.learn(sweep.runs);
  const place = {
    profile,
    workingFolder: process.cwd(),
    ownCommand: [process.execPath, fileURLToPath(new URL('../../bin/ranksweep.js', import.meta.url))],
  };
  if (options.dryRun) return dryRun(sweep, { ...place, db, folder: options.folder });
  for (const note of leftOutWords(sweep)) console.log(note);
  const store = await openPatiently(options.db);
  try {
    const submission = await withPhaseProgress((observer) =>
      submitSweep(store, sweep, {
        ...place,
        db,
        settings,
        engines,
        reuse: options.engine === undefined ? 'all' : 'of lanes',
        ...(options.folder === undefined ? {} : { folder: resolve(options.folder) }),
        extensions: (process.env.RANKSWEEP_EXTENSIONS ?? '').split(delimiter).filter((word) => word !== ''),
        observer,
        ...patience,
      }),
    );
    tell(submission, { db: options.db, profile });
    if (!options.wait || submission.submitted === undefined) return exitStatus.ok;
    return await followSlurm(store, [submission.submitted.folder], { db: options.db });
  } finally {
    store.close();
  }
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

interface DryRun {
  readonly profile: Profile;
  readonly workingFolder: string;
  readonly ownCommand: readonly string[];
  readonly db: string;
  readonly folder: string | undefined;
}

/** The script alone goes to standard output. */
function dryRun(sweep: ExpandedSweep, { profile, db, folder, ...place }: DryRun): ExitStatus {
  const { name, preset, runs } = sweep;
  // The number is known once the sweep is in the database.
  const usualPath = slurmFolderPath(db, { id: 'NUMBER', name });
  const path = folder === undefined ? usualPath : join(resolve(folder), basename(usualPath));
  const array = profile.array ?? usualArray(runs.length);
  console.log(batchScript({ ...place, profile, name, array, folder: slurmFolder(path) }).trimEnd());
  console.error(
    `${name}, preset ${preset}: ${countOf(runs.length, 'run')} in ${arrayText(array)}. Nothing was submitted.`,
  );
  return exitStatus.ok;
}

const arrayText = (array: string): string => {
  const { tasks, atOnce } = parseTaskArray(array);
  return tasksText(tasks, atOnce);
};

const tasksText = (tasks: number, atOnce: number): string =>
  countOf(tasks, 'task') + (atOnce < tasks ? `, ${atOnce} at a time` : '');

function tell(
  { sweepId, reused, submitted }: Submission,
  { db, profile }: { readonly db: string; readonly profile: Profile },
): void {
  const sweep = sweepAddress(sweepId);
  if (submitted === undefined) {
    console.log(`Nothing to submit: all ${reused} runs are in the database already (${sweep}).`);
    return;
  }
  const { job, runs, tasks, atOnce, folder } = submitted;
  const where = profile.partition === undefined ? '' : ` in partition ${profile.partition}`;
  const there = reused > 0 ? `; ${reused} were there already` : '';
  console.log(
    `Job ${job}: ${tasksText(tasks, atOnce)}${where}, for ${countOf(runs, 'run')} of ${sweep}${there}.`,
  );
  console.log(`Folder:  ${folder.path}`);
  console.log(`Look:    ${ranksweepCommand(['show', sweep], db)}, or squeue --jobs ${job}`);
  console.log(`Collect: ${ranksweepCommand(['collect', sweep, '--wait'], db)}`);
  console.log(`Cancel:  ${ranksweepCommand(['cancel', sweep], db)}`);
}

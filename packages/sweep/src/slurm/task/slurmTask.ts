/**
 * What a task of the array does: an ordinary sweep on its node, in a database of its own. Only two things differ: where its runs come
 * from, and where its results go.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { openStore, runsFolder } from '@ranksweep/store';
import type { ExpandedSweep } from '../../definition/expand.ts';
import { expandStored } from '../../definition/storedSweep.ts';
import { checkSweep } from '../../plan/checkSweep.ts';
import { provenance, type Provenance } from '../../record/provenance.ts';
import { begunBeforeName, taskName, type SlurmFolder, type TaskId } from '../folder.ts';
import { LOOK_EVERY_MS, PUBLISH_EVERY_MS } from '../paces.ts';
import type { SlurmSweep, TaskSettings, TaskState } from '../sweepFile.ts';
import { AskedUnits } from '../asking/askedUnits.ts';
import { sharedFiles } from '../claims/sharedFiles.ts';
import type { KnownUnits } from './claimingSource.ts';
import { compute, type ComputeOptions } from './compute.ts';
import type { TaskEnvironment } from './environment.ts';
import type { AskSlurm } from './slurmLiveness.ts';
import { startTask } from './startTask.ts';
import { stateFile } from './stateFile.ts';
import { TaskReport } from './taskReport.ts';
import { untilDone } from './untilDone.ts';

export interface SlurmTaskOptions {
  readonly folder: SlurmFolder;
  readonly slurmSweep: SlurmSweep;
  readonly environment: TaskEnvironment;
  readonly ask: AskSlurm;
  /** How runs are computed on this node. */
  readonly settingsOf: (settings: TaskSettings, sweep: ExpandedSweep) => Promise<ComputeOptions['settings']>;
  /** Saves every run where it is, publishes it, and ends. */
  readonly signal: AbortSignal;
  /** What is worth a line in the task's log. */
  readonly note: (text: string) => void;
}

/** How often to try to begin where the shared folder cannot be used. */
const START_AGAIN_MS = 2000;

export type TaskEnd = NonNullable<TaskState['ended']>;

/**
 * Resolves once nothing more is to be done here. All that was computed is published then.
 * @throws InputError if this is another version of ranksweep, or the sweep cannot be computed on this node
 */
export async function slurmTask(options: SlurmTaskOptions): Promise<TaskEnd> {
  const { folder, slurmSweep, environment, note } = options;
  requireSameVersion(slurmSweep.provenance);
  const lookEveryMs = inMs(slurmSweep.settings.lookEverySeconds, LOOK_EVERY_MS);
  const onTrouble = ({ message }: Error): void => note(`tries again: ${message}`);
  const patience = { everyMs: Math.min(lookEveryMs, START_AGAIN_MS), onTrouble, signal: options.signal };
  const task = await untilDone(() => startTask(folder, environment, lookEveryMs), patience);
  if (task === undefined) return { how: 'interrupted', message: 'it has not begun' };
  if ('alive' in task) {
    const { node, process } = task.alive;
    return {
      how: 'started twice',
      message: `this task is at work already on ${node}, as process ${process.pid}`,
    };
  }
  const report = new TaskReport(stateFile(folder, task), environment.node);
  const lastWord = async (end: TaskEnd): Promise<void> => {
    await report.end(end).catch(({ message }: Error) => note(`its last word is lost: ${message}`));
  };
  try {
    await untilDone(() => report.renew(), patience); // Another start of this task sees by this that it is alive.
    const how = await computeOnNode(options, { task, lookEveryMs, report });
    const end = {
      how,
      message: how === 'interrupted' ? 'its runs are saved' : 'every unit is done or at work',
    };
    await lastWord(end);
    return end;
  } catch (error) {
    await lastWord({ how: 'failed', message: (error as Error).message });
    throw error;
  }
}

async function computeOnNode(
  { slurmSweep, settingsOf, environment, ...options }: SlurmTaskOptions,
  own: Pick<ComputeOptions, 'lookEveryMs' | 'report'> & { readonly task: TaskId },
): Promise<'nothing left' | 'interrupted'> {
  const { settings: asked } = slurmSweep;
  const sweep = withoutRuns(await expandStored(slurmSweep.sweep), slurmSweep.leftOut);
  const settings = await settingsOf(asked, sweep);
  const publishEveryMs = inMs(asked.publishEverySeconds, PUBLISH_EVERY_MS);
  const place = await mkdtemp(join(asked.work ?? environment.temporary, `ranksweep-${taskName(own.task)}-`));
  const db = join(place, 'task.db');
  if ([...sweep.runs, ...sweep.examples].some(({ config }) => 'program' in config))
    await shareRunFolders(db, slurmSweep.db, options.folder);
  const store = openStore(db);
  try {
    const units = slurmSweep.isAsked ? new AskedUnits(sharedFiles, options.folder.units) : undefined;
    return await compute({
      ...options,
      ...own,
      environment,
      sweep,
      known: units ?? plannedUnits(sweep, slurmSweep.units),
      asked: units,
      store,
      settings,
      publishEveryMs,
    });
  } finally {
    store.close();
    await rm(place, { recursive: true, force: true });
  }
}

function withoutRuns(sweep: ExpandedSweep, leftOut: readonly number[] = []): ExpandedSweep {
  const positions = new Set(leftOut);
  return { ...sweep, runs: sweep.runs.filter((_, position) => !positions.has(position)) };
}

/** Units that were made when the sweep was submitted. */
function plannedUnits(sweep: ExpandedSweep, units: SlurmSweep['units']): KnownUnits {
  const { hashes } = checkSweep(sweep);
  return {
    count: units.length,
    areComplete: true,
    at: (unit) => ({
      runs: units[unit]!.map((position) => {
        const { part, cell, config } = sweep.runs[position]!;
        return { part, cell, seed: config.seed, trajectoryHash: hashes[position]! };
      }),
      begun: begunBeforeName(unit),
    }),
    learn: async () => {},
  };
}

/**
 * What programs save is in folders of their runs. They lie where the collected database has them, so that a run goes on from there on
 * another node.
 */
async function shareRunFolders(own: string, collected: string, { path }: SlurmFolder): Promise<void> {
  const shared = existsSync(dirname(collected)) ? runsFolder(collected) : join(path, 'runs');
  await mkdir(shared, { recursive: true });
  await symlink(shared, runsFolder(own));
}

/** Another version may compute other bits. The commit is not known everywhere, such as on a node without git. */
function requireSameVersion(submitted: Provenance): void {
  const here = provenance();
  const hasCommits = submitted.gitSha !== null && here.gitSha !== null;
  const textOf = ({ versions, gitSha }: Provenance): string =>
    `${versions.ranksweep}${hasCommits ? ` (${gitSha})` : ''}`;
  const [expected, found] = [textOf(submitted), textOf(here)];
  if (expected === found) return;
  throw new InputError(
    `slurm-task: expected ranksweep ${expected}, which submitted the sweep, found ${found}: submit it again`,
  );
}

const inMs = (seconds: number | undefined, usualMs: number): number =>
  seconds === undefined ? usualMs : 1000 * seconds;

/** The script that Slurm starts on a node, once for each task of the array. */
import { shellWord } from '@ranksweep/text';
import type { SlurmFolder } from '../folder.ts';
import type { Profile } from './profile.ts';

export interface BatchScriptOptions {
  /** The sweep's name. */
  readonly name: string;
  readonly folder: SlurmFolder;
  readonly workingFolder: string;
  readonly array: string;
  readonly profile: Profile;
  /** The words that start this ranksweep, where the profile does not say otherwise. */
  readonly ownCommand: readonly string[];
  /** What it is to do. Default: a task of the sweep. */
  readonly words?: readonly string[];
}

export function batchScript({
  name,
  folder,
  workingFolder,
  array,
  profile,
  ownCommand,
  words = ['slurm-task', '--folder', folder.path],
}: BatchScriptOptions): string {
  const { setup, command = ownCommand.map(shellWord).join(' ') } = profile;
  const task = [command, ...words.map(shellWord)].join(' ');
  return [
    '#!/bin/bash',
    ...directives({ name, folder, workingFolder, array, profile }),
    '',
    ...setup,
    // The process that Slurm's signals reach is the task itself.
    profile.srun ? `exec srun --ntasks=1 --cpus-per-task=${profile.cpusPerTask} ${task}` : `exec ${task}`,
    '',
  ].join('\n');
}

function directives({
  name,
  folder,
  workingFolder,
  array,
  profile,
}: Omit<BatchScriptOptions, 'ownCommand' | 'words'>): string[] {
  const {
    partition,
    account,
    qos,
    time,
    cpusPerTask,
    gpusPerTask,
    memoryPerTask,
    graceSeconds,
    again,
    srun,
  } = profile;
  const options: Record<string, string | number | boolean | undefined> = {
    'job-name': `ranksweep-${name}`,
    array,
    nodes: 1,
    ntasks: 1,
    'cpus-per-task': cpusPerTask,
    gpus: gpusPerTask === 0 ? undefined : gpusPerTask,
    mem: memoryPerTask,
    partition,
    account,
    qos,
    time,
    // Without B, it reaches the steps of the job; with it, the script alone.
    signal: `${srun ? '' : 'B:'}USR1@${graceSeconds}`,
    // Also where a node fails, which is not the task's to tell.
    ...(again === 'never' ? { 'no-requeue': true } : { requeue: true }),
    'open-mode': 'append',
    output: `${folder.logs.replaceAll('%', '%%')}/%A_%a.txt`,
    chdir: workingFolder,
    ...profile.sbatch,
  };
  return Object.entries(options).flatMap(([key, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? `#SBATCH --${key}` : `#SBATCH --${key}=${directiveWord(String(value))}`;
  });
}

/** sbatch splits what follows #SBATCH at spaces, and knows double quotes. */
const directiveWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

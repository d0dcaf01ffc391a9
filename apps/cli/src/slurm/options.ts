/** Options of `--launcher slurm`. They win over what a profile file says. */
import { InputError } from '@ranksweep/core/errors';
import type { ProfileInput } from '@ranksweep/sweep';
import type { Command } from 'commander';
import { wholeNumber } from '../optionValues.ts';

/** What `--launcher` says for a sweep that Slurm runs. */
export const SLURM = 'slurm';

export interface SlurmOptions {
  readonly partition?: string;
  readonly gpusPerTask?: string;
  readonly cpusPerTask?: string;
  readonly time?: string;
  readonly array?: string;
  readonly sbatch?: readonly string[];
  readonly profile?: string;
  readonly folder?: string;
  readonly wait?: boolean;
}

/** The names in a group of their own, below the command's other options. */
export const withSlurmOptions = (command: Command): Command =>
  command
    .optionsGroup('Options of --launcher slurm:')
    .option('--partition <name>', "where tasks run (default: the cluster's own)")
    .option('--cpus-per-task <n>', 'cores of a task (default: 1)')
    .option('--gpus-per-task <n>', 'GPUs of a task (default: 0)')
    .option('--time <limit>', "how long a task may run, such as 4:00:00 (default: the partition's)")
    .option('--array <tasks>', 'such as 0-63%16: 64 tasks, 16 at a time (default: one a run, at most 16)')
    .option(
      '--sbatch <key=value>',
      'another option of sbatch, such as constraint=a100; may be given again',
      collected,
    )
    .option('--profile <file>', 'settings of the cluster (default: slurm.yaml where it is there)')
    .option('--folder <dir>', 'where the folder is made that tasks share (default: beside the database)')
    .optionsGroup('Options:');

const collected = (value: string, others: readonly string[] = []): readonly string[] => [...others, value];

const KEYS = [
  'partition',
  'gpusPerTask',
  'cpusPerTask',
  'time',
  'array',
  'sbatch',
  'profile',
  'folder',
] as const;

/** For commands that compute what a sweep lacks. */
export const withSlurm = (command: Command): Command =>
  withSlurmOptions(command).option(
    '--wait',
    'with --launcher slurm: follow it until it is done; Ctrl-C leaves the jobs alone',
  );

/** @throws InputError if one is given, which would have no effect on this machine */
export function refuseSlurmOptions(options: SlurmOptions): void {
  const found = KEYS.find((key) => options[key] !== undefined);
  if (found === undefined) return;
  const option = `--${found.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new InputError(`${option}: expected --launcher slurm beside it, found another launcher`);
}

/** @throws InputError for a value that is none */
export function profileOf({
  partition,
  gpusPerTask,
  cpusPerTask,
  time,
  array,
  sbatch,
}: SlurmOptions): ProfileInput {
  return {
    partition,
    time,
    array,
    gpusPerTask: gpusPerTask === undefined ? undefined : wholeNumber('--gpus-per-task', gpusPerTask, 0),
    cpusPerTask: cpusPerTask === undefined ? undefined : wholeNumber('--cpus-per-task', cpusPerTask, 1),
    sbatch: sbatch === undefined ? undefined : Object.fromEntries(sbatch.map(keyAndValue)),
  };
}

/** `exclusive` is an option without a value. */
function keyAndValue(text: string): [string, string | true] {
  const [, key, value] = /^(?:--)?([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (key === undefined) throw new InputError(`--sbatch: expected KEY=VALUE, found '${text}'`);
  return [key, value ?? true];
}

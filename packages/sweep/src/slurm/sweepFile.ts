/** `sweep.json`: everything that a task needs to know. `run --launcher slurm` writes it once, before the job is submitted. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { InputError } from '@ranksweep/core';
import type { ProcessIdentity } from '@ranksweep/machine';
import type { SweepSpec } from '../definition/expand.ts';
import type { Provenance } from '../record/provenance.ts';

/** Changes with the meaning of anything in the folder. */
export const FOLDER_VERSION = 1;

export interface SlurmSweep {
  readonly version: typeof FOLDER_VERSION;
  /** The sweep as the database has it, which has registered its runs already. */
  readonly sweep: {
    readonly id: number;
    readonly name: string;
    readonly preset: string;
    readonly spec: SweepSpec;
    readonly specHash: string;
  };
  /** Absolute path of the database that results are collected in. Tasks never open it. */
  readonly db: string;
  /** The folder in which the command was given. Tasks work there, since programs and data may be named relative to it. */
  readonly workingFolder: string;
  /** Absolute paths of the modules that `--with` and the environment named. */
  readonly extensions: readonly string[];
  /** How runs are computed: the words of the command line, since devices are chosen on the node that has them. */
  readonly settings: TaskSettings;
  /**
   * What is claimed at once: positions of runs among those of the expanded specification (see `ExpandedSweep.runs`). Runs that the
   * database has already, and second mentions of a run, are not among them. Units are begun in this order.
   */
  readonly units: readonly (readonly number[])[];
  /** Whether runs follow from results, such as in a search: units are then asked for as the sweep goes on, and none is known here. */
  readonly isAsked?: true;
  /** Of these, runs that nobody asks for, though they are missing: their positions. Default: none. */
  readonly leftOut?: readonly number[];
  /** The units' runs by their numbers in that database, for people. */
  readonly runIds?: readonly (readonly number[])[];
  /** Of the code that submitted the sweep. A task of another version says so and ends. */
  readonly provenance: Provenance;
}

/** Options of `ranksweep run` by their names in the program; those that were not given are missing. */
export interface TaskSettings {
  readonly lanes?: string;
  readonly device?: string;
  readonly engine?: string;
  /** Where lanes live on the node. Default: threads of the task's process. */
  readonly launcher?: string;
  readonly keepState?: string;
  /** Seconds. */
  readonly checkpointEvery?: string;
  /** Seconds. */
  readonly hangAfter?: string;
  /** Where tasks have their own databases: a folder on the node. Default: `$SLURM_TMPDIR`, `$TMPDIR` or `/tmp`. */
  readonly work?: string;
  /** How many seconds before its time limit a task is told to save its runs. */
  readonly graceSeconds: number;
  /** How often a task renews its file, looks for `stop`, and asks whether others are gone. Default: see `LOOK_EVERY_MS`. */
  readonly lookEverySeconds?: number;
  /** How often a task publishes at first; later it waits longer. Default: see `PUBLISH_EVERY_MS`. */
  readonly publishEverySeconds?: number;
  /** How a task that was interrupted is started again: requeued by Slurm, or submitted anew where that is not allowed. */
  readonly again: 'requeue' | 'submit' | 'never';
}

/** What a task tells of itself in `tasks/TASK.json`, which it replaces now and then. */
export interface TaskState {
  readonly node: string;
  /** Tells whether it is still there, on the same node. */
  readonly process: ProcessIdentity;
  /** Grows while the task is alive. No times are compared, since clocks of nodes may differ. */
  readonly counter: number;
  /** ISO 8601, by the clock of its node: for people. */
  readonly startedAt: string;
  readonly lanes: number;
  /** Units that it has claimed, and units of them whose results are published. */
  readonly unitsClaimed: number;
  readonly unitsDone: number;
  /** Runs of its units that have ended, and those that have not. */
  readonly runsEnded: number;
  readonly runsLeft: number;
  /** Set once it does nothing more: whoever wants its units may have them. */
  readonly ended?: {
    /** `interrupted`: by a signal, or because the sweep is cancelled. */
    readonly how: 'nothing left' | 'interrupted' | 'failed' | 'started twice';
    /** A sentence for people, without a full stop. */
    readonly message: string;
  };
}

/** @throws InputError if there is no such folder, or another version made it */
export function readSlurmSweep(path: string): SlurmSweep {
  return parsed(path, () => readFileSync(path, 'utf8'));
}

/** As `readSlurmSweep`, for whoever must not wait for a file server. */
export async function loadSlurmSweep(path: string): Promise<SlurmSweep> {
  const found = await readFile(path, 'utf8').catch((error: Error) => error);
  return parsed(path, () => {
    if (typeof found !== 'string') throw found;
    return found;
  });
}

function parsed(path: string, read: () => string): SlurmSweep {
  let found: Partial<SlurmSweep>;
  try {
    found = JSON.parse(read()) as Partial<SlurmSweep>;
  } catch (error) {
    const { message } = error as Error;
    throw new InputError(
      `expected the folder of a sweep on Slurm, found that ${path} cannot be read: ${message}`,
    );
  }
  if (found.version === FOLDER_VERSION) return found as SlurmSweep;
  throw new InputError(
    `${path}: expected version ${FOLDER_VERSION} of a sweep's folder, found ${String(found.version)}: ` +
      'use the version of ranksweep that submitted it',
  );
}

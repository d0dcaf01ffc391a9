/** Rows in the form that the store's callers see. */
import { InputError } from '@ranksweep/core';
import { sweepText } from './address/address.ts';
import type { StoredConfig } from './stored/storedConfig.ts';

/** In the order in which lists count them. */
export const runStatuses = [
  'pending',
  'running',
  'done',
  'diverged',
  'failed',
  'cancelled',
  'skipped',
  'pruned',
] as const;
/** What a run is. Only a sweep shows one as `skipped` or `pruned`, which is `pending` by itself: see asked/statusInSweep.ts. */
export type RunStatus = (typeof runStatuses)[number];
/**
 * Number of runs by status; each run of a sweep is counted once. `unasked`: runs that the sweep's searches may still ask for, at most;
 * they are not in the database yet.
 */
export type RunCounts = Readonly<Record<RunStatus | 'unasked', number>>;
/** How a run can end. */
export type EndStatus = Exclude<RunStatus, 'pending' | 'running' | 'skipped' | 'pruned'>;
/** How a sweep ended, or that some process is at it. */
export type SweepStatus = 'running' | 'done' | 'failed' | 'interrupted' | 'cancelled';
/**
 * How an attempt ended. `interrupted` and `paused` gave their run back to be resumed: the first because its process ended, the
 * second because the run's source wanted no more of it for now. `lost` means that the process died without a message.
 */
export type AttemptOutcome = EndStatus | 'interrupted' | 'paused' | 'lost';

/** A sweep's specification as the database has it: an object, or what was found instead. */
export type StoredSpec =
  | { readonly spec: object; readonly specDamage?: undefined }
  | { readonly spec?: undefined; readonly specDamage: string };

/** @throws InputError, which names the sweep, if the specification is damaged */
export function requireSpec(sweep: Pick<SweepRecord, 'id' | 'name'> & StoredSpec): object {
  if (sweep.spec !== undefined) return sweep.spec;
  throw new InputError(
    `${sweepText(sweep)}: ${sweep.specDamage}; \`ranksweep restore\` puts a backup in its place`,
  );
}

interface SweepRecord {
  readonly id: number;
  readonly name: string;
  readonly definition: string;
  readonly preset: string;
  readonly specHash: string;
  readonly status: SweepStatus;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

/** A row of `sweeps`. Times are ISO 8601, in UTC. */
export type SweepRow = SweepRecord & StoredSpec;

/** A sweep with what lists show of it. */
export type SweepSummary = SweepRow & {
  /**
   * How many of its runs have each status. A run that belongs to several cells counts once. A run that was done under a smaller
   * limit than this sweep's counts as pending, and one that
   * diverged beyond it as done.
   */
  readonly runs: RunCounts;
  /** In alphabetical order. */
  readonly tags: readonly string[];
};

/** What the database knows about a run, besides its configuration. */
export interface RunRecord {
  readonly runId: number;
  readonly trajectoryHash: string;
  readonly arithmetic: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly engine: string | null;
  readonly device: string | null;
  readonly iterations: number;
  readonly stopReason: string | null;
  readonly error: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly wallMs: number;
  readonly attempts: number;
}

/** A row of `runs`. */
export type RunRow = RunRecord & StoredConfig;

/** A run with its place in a sweep. */
export type SweepRunRow = RunRow & {
  readonly part: string;
  readonly cell: number;
  /** What the sweep calls it: short, and its own there. Null where nobody has named it. */
  readonly name: string | null;
};

/** A row of `attempts`: one try at a run on one lane. */
export interface AttemptRow {
  readonly number: number;
  readonly lane: string;
  readonly host: string;
  readonly device: string;
  readonly engine: string;
  /** Undefined if the stored value is not an object. */
  readonly versions: Readonly<Record<string, string>> | undefined;
  readonly gitSha: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: AttemptOutcome | null;
  /** Why the attempt failed; the run may have been tried again. */
  readonly error: string | null;
}

/** One metric of one run over its iterations. Both arrays have one entry per snapshot. */
export interface MetricTrajectory {
  readonly metric: string;
  readonly iterations: Float64Array;
  readonly values: Float64Array;
}

/** A state that a run goes on from, as its kind has packed it. */
export interface Checkpoint {
  readonly iteration: number;
  readonly state: Uint8Array;
}

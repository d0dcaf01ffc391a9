/** Rows as the store's callers see them. */
import { InputError } from '@ranksweep/core';
import { sweepText } from './address/address.ts';
import type { StoredConfig } from './storedConfig.ts';

export const runStatuses = ['pending', 'running', 'done', 'diverged', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];
/** Runs by status; each run of a sweep is counted once. */
export type RunCounts = Readonly<Record<RunStatus, number>>;
/** How a run can end. */
export type EndStatus = Exclude<RunStatus, 'pending' | 'running'>;
export type SweepStatus = 'running' | 'done' | 'failed' | 'interrupted' | 'cancelled';
/**
 * How an attempt ended: `interrupted` and `paused` gave their run back to be resumed, the one because its process ended, the
 * other because whoever asked for the run wanted no more of it for now; `lost` died without a word.
 */
export type AttemptOutcome = EndStatus | 'interrupted' | 'paused' | 'lost';

/** A sweep's specification as the database has it: a group of keys, or what was found in its place. */
export type StoredSpec =
  | { readonly spec: object; readonly specDamage?: undefined }
  | { readonly spec?: undefined; readonly specDamage: string };

/** @throws InputError, which names the sweep, where the specification is damaged */
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

export type SweepRow = SweepRecord & StoredSpec;

export type SweepSummary = SweepRow & {
  /**
   * How many of its runs have each status; a run that appears in several of its cells counts once. One that was done by a smaller
   * limit than this sweep asks for is pending.
   */
  readonly runs: RunCounts;
  /** In alphabetical order. */
  readonly tags: readonly string[];
};

/** What the database says of a run, besides its configuration. */
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

export type RunRow = RunRecord & StoredConfig;

/** A run in its place in a sweep. */
export type SweepRunRow = RunRow & { readonly part: string; readonly cell: number };

export interface AttemptRow {
  readonly number: number;
  readonly lane: string;
  readonly host: string;
  readonly device: string;
  readonly engine: string;
  /** Undefined where what is stored is no group of keys. */
  readonly versions: Readonly<Record<string, string>> | undefined;
  readonly gitSha: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: AttemptOutcome | null;
  /** Why it failed; the run may have been tried again. */
  readonly error: string | null;
}

/** One metric of one run over its iterations; both arrays have one entry a snapshot. */
export interface MetricTrajectory {
  readonly metric: string;
  readonly iterations: Float64Array;
  readonly values: Float64Array;
}

export interface Checkpoint {
  readonly iteration: number;
  readonly state: Uint8Array;
}

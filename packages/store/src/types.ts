/** Rows as the store's callers see them. */
import type { RunConfig } from '@ranksweep/core';

export const runStatuses = ['pending', 'running', 'done', 'diverged', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];
/** How a run can end. */
export type EndStatus = Exclude<RunStatus, 'pending' | 'running'>;
export type SweepStatus = 'running' | 'done' | 'failed' | 'interrupted';
/** How an attempt ended: `interrupted` gave its run back to be resumed, `lost` died without a word. */
export type AttemptOutcome = EndStatus | 'interrupted' | 'lost';

export interface SweepRow {
  readonly id: number;
  readonly name: string;
  readonly definition: string;
  readonly preset: string;
  readonly spec: unknown;
  readonly specHash: string;
  readonly status: SweepStatus;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface SweepSummary extends SweepRow {
  /** How many of its runs have each status; a run that appears in several of its cells counts once. */
  readonly runs: Readonly<Record<RunStatus, number>>;
  /** In alphabetical order. */
  readonly tags: readonly string[];
}

export interface RunRow {
  readonly runId: number;
  readonly config: RunConfig;
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

/** A run in its place in a sweep. */
export interface SweepRunRow extends RunRow {
  readonly part: string;
  readonly cell: number;
}

export interface AttemptRow {
  readonly number: number;
  readonly lane: string;
  readonly host: string;
  readonly device: string;
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
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

/** All that an attempt at a run knows of where the run is kept. */
import type { RunConfig, Series, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import type { Conclusions } from './laneKind.ts';

/** A run that is in the hands of an attempt. */
export interface Held {
  readonly runId: number;
  readonly attempt: number;
}

/** What an attempt is remembered by, and what it asks for. */
export interface RunClaim {
  readonly lane: string;
  readonly device: string;
  readonly engine: string;
  /** Versions of what computes: ranksweep, Node, drivers. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitSha: string | null;
  /** How long the claim holds without `renew`, should its process hang. */
  readonly leaseMs: number;
  /** Whether the run begins at iteration 0, without what it has so far; otherwise it goes on from its checkpoint. */
  readonly restart: boolean;
  /** Ended statuses that it may be taken up from. Default: none. */
  readonly from?: readonly ('done' | 'diverged' | 'failed' | 'cancelled')[];
  /** The configuration as asked for now, whose `stop` or `record` may differ from the stored one's. */
  readonly config?: RunConfig;
}

export interface Claimed {
  readonly attempt: number;
  /** Where it goes on; undefined where it begins. */
  readonly checkpoint?: { readonly iteration: number; readonly state: Uint8Array } | undefined;
  /** What of the run was damaged, and what that costs it; undefined when nothing was. */
  readonly setback?: string | undefined;
  /** Whether `deleteLeftover` has something to do. */
  readonly hasLeftover?: true | undefined;
}

/** Snapshots that follow those before. */
export interface Recorded {
  readonly snapshots: TrajectoryChunk | undefined;
  /** In place of the run's earlier ones; undefined leaves them. */
  readonly events: readonly TrajectoryEvent[] | undefined;
}

/** Part of a metric that is derived from the whole trajectory; its points are of later iterations than those of the part before. */
export interface DerivedPart extends Series {
  /** Takes the place of all that the run has of the metric; the others follow it. */
  readonly isFirst: boolean;
}

export interface SavedRun extends Recorded {
  readonly iteration: number;
  readonly state: Uint8Array;
  /** Since the run was claimed or last saved. */
  readonly wallMs: number;
}

/** How an attempt ends a run. */
export interface RunEnd extends Partial<Conclusions> {
  readonly status: 'done' | 'diverged' | 'failed';
  /** Iterations applied. */
  readonly iterations: number;
  readonly stopReason: StopReason | null;
  readonly error: string | null;
  /** Since the run was claimed or last saved. */
  readonly wallMs: number;
  /** Those that were not appended before. */
  readonly snapshots?: readonly TrajectoryChunk[];
  /** State at `iterations`, from which the run can be extended. */
  readonly finalState?: {
    readonly state: Uint8Array;
    /** Whether the snapshot at `iterations` is there only because the run ended. */
    readonly endOnly: boolean;
  };
}

/** Why a run is given back: it goes on later. */
export interface Release {
  readonly outcome: 'interrupted' | 'paused' | 'failed';
  /** What the attempt failed by. */
  readonly error?: string | undefined;
}

/**
 * What was written is durable when the unit that the call belongs to is, a transaction of the store for one. A call that throws
 * has written nothing, and the run is held as before. All but `claim` throw RunLostError where the attempt does not hold the run
 * any more: then its results are not wanted.
 */
export interface RunSink {
  /**
   * Of several that claim a run at once, one gets it.
   * @returns undefined where a living attempt holds the run, or its status is none to be claimed from
   */
  claim(runId: number, claim: RunClaim): Claimed | undefined;
  /**
   * The snapshots up to the checkpoint that was claimed, in blocks, by iteration. It belongs outside of such units: each block is
   * read by itself.
   * @param names of the metrics, which each block has in this order; one that the run has no points of is left out
   * @throws RunDamagedError behind the last block when the run's points are not what was written: `startOver` is what is left
   */
  earlier(held: Held, names: readonly string[]): Iterable<TrajectoryChunk>;
  /**
   * Has a run that was claimed with a checkpoint begin at iteration 0, without what it has.
   * @returns whether `deleteLeftover` has something to do
   */
  startOver(held: Held): boolean;
  /**
   * Deletes some of the snapshots that the run does not go on with. It is to be called, in a unit of its own each time, until
   * nothing is left, and before anything is appended.
   * @returns whether something may be left
   */
  deleteLeftover(held: Held): boolean;
  /** A snapshot of an iteration that there is one of takes its place. */
  append(held: Held, recorded: Recorded): void;
  /** Keeps the state together with the snapshots up to there: a run that goes on from it does not record them again. */
  checkpoint(held: Held, saved: SavedRun): void;
  /** Metrics of few points may come with the end instead. */
  derive(held: Held, part: DerivedPart): void;
  finish(held: Held, end: RunEnd): void;
  release(held: Held, release: Release): void;
  renew(held: Held, leaseMs: number): void;
}

/** The run was taken over, given back, cancelled or deleted, or it has ended. */
export class RunLostError extends Error {
  override readonly name = 'RunLostError';
  /** Whether somebody else may be at it; otherwise nobody wants it. */
  readonly isHeldElsewhere: boolean;
  constructor({ runId, attempt }: Held, isHeldElsewhere: boolean) {
    super(`attempt ${attempt} does not hold run ${runId}: stop it, its results are not wanted`);
    this.isHeldElsewhere = isHeldElsewhere;
  }
}

/** What a run has recorded is not what was written. */
export class RunDamagedError extends Error {
  override readonly name = 'RunDamagedError';
}

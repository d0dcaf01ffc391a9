/** Where an attempt's results go. An attempt knows the place where its run is kept only through this interface. */
import type { RunConfig, Series, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import type { Conclusions } from './laneKind.ts';

/** A run that an attempt holds. */
export interface Held {
  readonly runId: number;
  readonly attempt: number;
}

/** What is recorded about an attempt, and what it asks for. */
export interface RunClaim {
  readonly lane: string;
  readonly device: string;
  readonly engine: string;
  /** Versions of the software that computes: ranksweep, Node, drivers. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitSha: string | null;
  /** How long the claim stays valid without `renew`, in case its process hangs. */
  readonly leaseMs: number;
  /** If true, the run begins at iteration 0 and its earlier results are deleted. Otherwise it resumes from its checkpoint. */
  readonly restart: boolean;
  /** Statuses of ended runs from which the run may be claimed. Default: none. */
  readonly from?: readonly ('done' | 'diverged' | 'failed' | 'cancelled')[];
  /** The configuration that is asked for now. Its `stop` or `record` may differ from the stored one's. */
  readonly config?: RunConfig;
  /**
   * The arithmetic of the lane, and the sweep that it works for. A run of another arithmetic takes this one if nobody has begun it.
   * Default: the run's own.
   */
  readonly as?: { readonly arithmetic: string; readonly sweepId: number } | undefined;
}

export interface Claimed {
  readonly attempt: number;
  /** The checkpoint to resume from; undefined if the run begins. */
  readonly checkpoint?: { readonly iteration: number; readonly state: Uint8Array } | undefined;
  /** What is damaged in the run and what that costs it; undefined if nothing is. */
  readonly setback?: string | undefined;
  /** Whether `deleteLeftover` must be called. */
  readonly hasLeftover?: true | undefined;
}

/** Snapshots that follow the earlier ones. */
export interface Recorded {
  readonly snapshots: TrajectoryChunk | undefined;
  /** Replaces the run's earlier events; undefined leaves them as they are. */
  readonly events: readonly TrajectoryEvent[] | undefined;
}

/** Part of a metric derived from the whole trajectory. Its iterations come after those of the previous part. */
export interface DerivedPart extends Series {
  /** Whether this part replaces everything that the run has of the metric. The other parts are added to it. */
  readonly isFirst: boolean;
}

export interface SavedRun extends Recorded {
  readonly iteration: number;
  readonly state: Uint8Array;
  /** Time since the run was claimed or last saved. */
  readonly wallMs: number;
}

/** How an attempt ends a run. */
export interface RunEnd extends Partial<Conclusions> {
  readonly status: 'done' | 'diverged' | 'failed';
  /** Iterations applied. */
  readonly iterations: number;
  readonly stopReason: StopReason | null;
  readonly error: string | null;
  /** Time since the run was claimed or last saved. */
  readonly wallMs: number;
  /** Snapshots that were not appended before. */
  readonly snapshots?: readonly TrajectoryChunk[];
  /** State from which the run can be extended. */
  readonly finalState?:
    | {
        /** Where it stands. Default: at `iterations`. */
        readonly iteration?: number | undefined;
        readonly state: Uint8Array;
        /** Whether the snapshot at `iterations` was recorded only because the run ended. */
        readonly endOnly: boolean;
      }
    | undefined;
}

/** Why a run is given back. It is resumed later. */
export interface Release {
  readonly outcome: 'interrupted' | 'paused' | 'failed';
  /** The error that the attempt failed with. */
  readonly error?: string | undefined;
}

/**
 * A call is durable once its surrounding unit is, for example a transaction of the store. A call that throws has written nothing,
 * and the attempt still holds the run. All calls but `claim` throw RunLostError if the attempt no longer holds the run; its
 * results are then not wanted.
 */
export interface RunSink {
  /**
   * Claims a run. If several attempts claim it at once, only one succeeds.
   * @returns undefined if a live attempt holds the run, or its status or arithmetic do not allow a claim
   */
  claim(runId: number, claim: RunClaim): Claimed | undefined;
  /**
   * Reads the snapshots up to the claimed checkpoint, in blocks, by iteration. Call it outside such units, since each block is
   * read on its own.
   * @param names of the metrics; every block has them in this order, without those that the run has no points of
   * @throws RunDamagedError after the last block if the run's points are not what was written; only `startOver` can help then
   */
  earlier(held: Held, names: readonly string[]): Iterable<TrajectoryChunk>;
  /**
   * Makes a run that was claimed with a checkpoint begin at iteration 0 instead, without its earlier results.
   * @returns whether `deleteLeftover` must be called
   */
  startOver(held: Held): boolean;
  /**
   * Deletes some of the snapshots that the run does not resume from. Before appending anything, call it until nothing is left,
   * each time in a unit of its own.
   * @returns whether something may be left
   */
  deleteLeftover(held: Held): boolean;
  /** Adds snapshots. A new snapshot replaces an existing one of the same iteration. */
  append(held: Held, recorded: Recorded): void;
  /** Saves the state and the snapshots up to it. A run that resumes from this state does not record those snapshots again. */
  checkpoint(held: Held, saved: SavedRun): void;
  /** Writes one part of a derived metric. Metrics with few points may come with the end instead. */
  derive(held: Held, part: DerivedPart): void;
  finish(held: Held, end: RunEnd): void;
  release(held: Held, release: Release): void;
  renew(held: Held, leaseMs: number): void;
}

/** The attempt no longer holds the run: it was taken over, given back, cancelled or deleted, or it has ended. */
export class RunLostError extends Error {
  override readonly name = 'RunLostError';
  /** Whether another attempt may be working on the run. If false, nobody wants the run. */
  readonly isHeldElsewhere: boolean;
  constructor({ runId, attempt }: Held, isHeldElsewhere: boolean) {
    super(`attempt ${attempt} does not hold run ${runId}: stop it, its results are not wanted`);
    this.isHeldElsewhere = isHeldElsewhere;
  }
}

/** What a run has recorded differs from what was written. */
export class RunDamagedError extends Error {
  override readonly name = 'RunDamagedError';
}

/**
 * The messages between a lane and the scheduler. Every message names its run by key, and the messages of one run arrive in order.
 */
import type { RunConfig, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import type { Conclusions } from './laneKind.ts';
import type { DerivedPart } from './sink.ts';

export interface LaneRun<Config extends RunConfig = RunConfig> {
  /** Names the run in messages. Keys are unique within a batch. */
  readonly key: number;
  /** What its sweep calls it: short, its own there, and fit for a file's name. Default: nothing. */
  readonly name?: string | undefined;
  readonly config: Config;
  /** The checkpoint to resume from; undefined starts at iteration 0. */
  readonly checkpoint: Uint8Array | undefined;
  /** What was recorded up to the checkpoint, in blocks. Default: nothing. */
  readonly earlier?: readonly TrajectoryChunk[] | undefined;
  /** See `DriverOptions`. */
  readonly pauseAt?: number | undefined;
  /** See `StreamedRun`. */
  readonly attemptNumber?: number | undefined;
  readonly folder?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

interface OfRun {
  readonly key: number;
}

/** The lane has started on the run. Messages about other runs of the batch may come in between. */
export interface BeginMessage extends OfRun {
  readonly kind: 'begin';
}

/** Something has gone wrong that costs the run none of its points. The user is told. */
export interface WarningMessage extends OfRun {
  readonly kind: 'warning';
  readonly message: string;
}

/** Snapshots, and the objective at the last one. */
export interface Snapshots extends TrajectoryChunk {
  readonly loss: number;
}

export interface ChunkMessage extends OfRun {
  readonly kind: 'chunk';
  readonly snapshots: Snapshots;
  /** Replaces the earlier events; undefined if there was no new search for events. */
  readonly events: readonly TrajectoryEvent[] | undefined;
}

interface Stands extends OfRun {
  readonly iteration: number;
  /** Snapshots since the last chunk, if there are any. */
  readonly snapshots: Snapshots | undefined;
  /** Time since the run began or was last saved. */
  readonly wallMs: number;
}

/** A checkpoint from which the run could resume. */
export interface CheckpointMessage extends Stands {
  readonly kind: 'checkpoint';
  readonly checkpoint: Uint8Array;
  readonly events: readonly TrajectoryEvent[] | undefined;
}

/**
 * Part of a derived metric that has too many points for the message of the end. The first part replaces what the run has stored
 * of the metric.
 */
export interface DerivedMessage extends OfRun, DerivedPart {
  readonly kind: 'derived';
}

/** The run stopped on request, to be resumed later. */
export interface StopMessage extends Stands {
  readonly kind: 'end';
  readonly reason: 'interrupted' | 'paused';
  /** Undefined if the run goes on from its last checkpoint, or else begins again. */
  readonly checkpoint: Uint8Array | undefined;
  readonly events: readonly TrajectoryEvent[];
}

/** The run ended. This message has the derived metrics that were not sent in parts. */
export interface EndMessage extends Stands, Omit<Conclusions, 'finals'> {
  readonly kind: 'end';
  readonly reason: StopReason;
  /** The state to extend the run from; undefined if there is none. */
  readonly checkpoint: Uint8Array | undefined;
  /** Where that state stands. Default: where the run ended. */
  readonly checkpointAt?: number | undefined;
  /** Undefined: the last point of each metric. */
  readonly finals: Conclusions['finals'] | undefined;
  /** Metrics measured only at the end, if there are any. */
  readonly atEnd: TrajectoryChunk | undefined;
  /** Whether the last snapshot was recorded only because the run ended. */
  readonly endOnly: boolean;
}

/** The run failed. The error is a plain object because custom properties of errors are lost between threads. */
export interface FailureMessage extends OfRun {
  readonly kind: 'failure';
  readonly message: string;
  /** How often the run may be tried again, in all. Default: never. */
  readonly retries?: number | undefined;
  /** Time since the run began or was last saved. */
  readonly wallMs: number;
}

/** The lane leaves the run, which it has not begun, to another. */
export interface LeftMessage extends OfRun {
  readonly kind: 'left';
}

/** The checkpoint to resume from cannot be read. Everything stored of the run must be deleted, and the run handed out again. */
export interface UnreadableMessage extends OfRun {
  readonly kind: 'unreadable';
}

/** The data to write. */
export type TrajectoryMessage =
  | ChunkMessage
  | CheckpointMessage
  | DerivedMessage
  | StopMessage
  | EndMessage
  | FailureMessage
  | LeftMessage
  | UnreadableMessage;

/**
 * After its `begin`, a run sends any number of chunks, checkpoints and warnings, then parts of derived metrics, then one end or failure. An
 * abandoned run sends no end. A run that is left to another lane, or whose checkpoint cannot be read, sends only that message.
 */
export type LaneMessage = BeginMessage | WarningMessage | TrajectoryMessage;

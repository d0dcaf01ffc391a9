/** What a lane is handed, and what it says of it. Every message names its run by key; of one run they come in order. */
import type { RunConfig, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import type { Conclusions } from './laneKind.ts';
import type { DerivedPart } from './sink.ts';
import type { Snapshots } from './lane/snapshotBuffer.ts';

export interface LaneRun<Config extends RunConfig = RunConfig> {
  /** Names the run in messages; no other run of its batch has it. */
  readonly key: number;
  readonly config: Config;
  /** Where to go on; undefined starts at iteration 0. */
  readonly checkpoint: Uint8Array | undefined;
  /** What was recorded up to the checkpoint, in blocks. Default: nothing. */
  readonly earlier?: readonly TrajectoryChunk[] | undefined;
  /** See `DriverOptions`. */
  readonly pauseAt?: number | undefined;
}

interface OfRun {
  readonly key: number;
}

/** The lane has turned to the run. What it says of others that it has begun may come in between. */
export interface BeginMessage extends OfRun {
  readonly kind: 'begin';
}

export interface ChunkMessage extends OfRun {
  readonly kind: 'chunk';
  readonly snapshots: Snapshots;
  /** In place of those before; undefined where they were not looked for again. */
  readonly events: readonly TrajectoryEvent[] | undefined;
}

interface Saved extends OfRun {
  readonly iteration: number;
  /** Those since the last chunk, if there are any. */
  readonly snapshots: Snapshots | undefined;
  readonly checkpoint: Uint8Array;
  /** Since the run began or was last saved. */
  readonly wallMs: number;
}

/** The run could go on from here. */
export interface CheckpointMessage extends Saved {
  readonly kind: 'checkpoint';
  readonly events: readonly TrajectoryEvent[] | undefined;
}

/**
 * Part of a derived metric that has too many points for the message of the end. The first part takes the place of what the run
 * has of the metric.
 */
export interface DerivedMessage extends OfRun, DerivedPart {
  readonly kind: 'derived';
}

/** The run stopped where it was asked to, to go on later. */
export interface StopMessage extends Saved {
  readonly kind: 'end';
  readonly reason: 'interrupted' | 'paused';
  readonly events: readonly TrajectoryEvent[];
}

/** The run ended. Of its derived metrics, it tells those that were not told before. */
export interface EndMessage extends Saved, Conclusions {
  readonly kind: 'end';
  readonly reason: StopReason;
  /** What is measured at the end only, if there is any. */
  readonly atEnd: TrajectoryChunk | undefined;
  /** Whether the last snapshot is there only because the run ended. */
  readonly endOnly: boolean;
}

/** The run could not go on. A plain object: custom properties of errors do not survive the way between threads. */
export interface FailureMessage extends OfRun {
  readonly kind: 'failure';
  readonly message: string;
  /** Since the run began or was last saved. */
  readonly wallMs: number;
}

/** The checkpoint that the run was to go on from cannot be read: all that it has is to go, and it is to be handed out again. */
export interface UnreadableMessage extends OfRun {
  readonly kind: 'unreadable';
}

/** What there is to be written. */
export type TrajectoryMessage =
  | ChunkMessage
  | CheckpointMessage
  | DerivedMessage
  | StopMessage
  | EndMessage
  | FailureMessage
  | UnreadableMessage;

/**
 * Behind its `begin`, a run has any number of chunks and checkpoints, then parts of derived metrics, then one end or failure, or
 * nothing more where it was abandoned. One whose checkpoint cannot be read says that, and nothing else.
 */
export type LaneMessage = BeginMessage | TrajectoryMessage;

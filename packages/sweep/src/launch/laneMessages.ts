/** What the scheduler and its lanes say to each other. All of a batch's messages take one port, so they arrive in order. */
import type { MessagePort } from 'node:worker_threads';
import type { RunConfig, StopReason, TrajectoryChunk } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import type { Snapshots } from '@ranksweep/run';

export interface LaneRun {
  readonly config: RunConfig;
  /** Where to go on; undefined starts at iteration 0. */
  readonly checkpoint: Uint8Array | undefined;
}

/** Handed to a lane: a batch of runs, one after the other. */
export interface LaneTask {
  readonly runs: readonly LaneRun[];
  readonly engine: EngineName;
  readonly checkpointEveryMs: number;
  /** Of `LaneSignals`. */
  readonly laneSignals: Int32Array;
  /** Of `BatchSignals`. */
  readonly batchSignals: Int32Array;
  readonly port: MessagePort;
}

interface OfRun {
  /** Place of the run in its batch, from 0. */
  readonly index: number;
}

export interface ChunkMessage extends OfRun {
  readonly kind: 'chunk';
  readonly snapshots: Snapshots;
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
}

/** The run ended, or stopped where it was asked to. */
export interface EndMessage extends Saved {
  readonly kind: 'end';
  readonly reason: StopReason | 'interrupted';
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

export type LaneMessage = ChunkMessage | CheckpointMessage | EndMessage | FailureMessage;

/** What a lane posts at once. Runs without an end or a failure up to the last were not begun. */
export interface LanePost {
  readonly messages: readonly LaneMessage[];
  readonly isLast: boolean;
}

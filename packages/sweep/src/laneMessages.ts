/** What the scheduler and its lanes say to each other. All of a batch's messages take one port, so they arrive in order. */
import type { MessagePort } from 'node:worker_threads';
import type { RunConfig, StopReason, TrajectoryChunk } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import type { Snapshots } from './recorder.ts';

export interface LaneRun {
  readonly config: RunConfig;
  /** Where to go on; undefined starts at iteration 0. */
  readonly checkpoint: Uint8Array | undefined;
}

/** Handed to a lane: a batch of runs, one after the other. */
export interface LaneTask {
  readonly runs: readonly LaneRun[];
  readonly engine: EngineName;
  /** One int32, shared: other than 0 asks every lane to stop where it is. */
  readonly interrupt: Int32Array;
  /** One int32 a run of the batch, shared: other than 0 asks for no more of this run. */
  readonly abandoned: Int32Array;
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

/** The run ended, or stopped where it was asked to. */
export interface EndMessage extends OfRun {
  readonly kind: 'end';
  readonly reason: StopReason | 'interrupted';
  readonly iteration: number;
  /** Those since the last chunk, if there are any. */
  readonly snapshots: Snapshots | undefined;
  /** What is measured at the end only, if there is any. */
  readonly atEnd: TrajectoryChunk | undefined;
  readonly checkpoint: Uint8Array;
  readonly wallMs: number;
}

/** The run could not go on. A plain object: custom properties of errors do not survive the way between threads. */
export interface FailureMessage extends OfRun {
  readonly kind: 'failure';
  readonly message: string;
  readonly wallMs: number;
}

export type LaneMessage = ChunkMessage | EndMessage | FailureMessage;

/** What a lane posts at once. Runs without an end or a failure up to the last were not begun. */
export interface LanePost {
  readonly messages: readonly LaneMessage[];
  readonly isLast: boolean;
}

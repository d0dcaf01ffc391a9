/** What the scheduler and its lanes say to each other. All of a run's messages take one port, so they arrive in order. */
import type { MessagePort } from 'node:worker_threads';
import type { RunConfig, StopReason } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';

/** Handed to a lane: one run. */
export interface LaneTask {
  readonly config: RunConfig;
  readonly engine: EngineName;
  /** Where to go on; undefined starts at iteration 0. */
  readonly checkpoint: Uint8Array | undefined;
  /** One int32, shared: other than 0 asks every lane to stop where it is. */
  readonly interrupt: Int32Array;
  readonly port: MessagePort;
}

/** Snapshots, see `TrajectoryChunk`; the arrays are transferred. */
export interface ChunkMessage {
  readonly kind: 'chunk';
  readonly metrics: readonly string[];
  readonly iterations: Float64Array;
  readonly values: Float64Array;
  readonly loss: number;
}

/** The run ended, or stopped where it was asked to. */
export interface EndMessage {
  readonly kind: 'end';
  readonly reason: StopReason | 'interrupted';
  readonly iteration: number;
  readonly checkpoint: Uint8Array;
  readonly wallMs: number;
}

/** The run could not go on. A plain object: custom properties of errors do not survive the way between threads. */
export interface FailureMessage {
  readonly kind: 'failure';
  readonly message: string;
  readonly wallMs: number;
}

export type LaneMessage = ChunkMessage | EndMessage | FailureMessage;

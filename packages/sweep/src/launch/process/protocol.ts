/** The messages between a lane's driver and its process, sent over Node's IPC channel. */
import type { LaneMessage } from '@ranksweep/run';
import type { Batch, LanePlace } from '../launcher.ts';

/** All requests that stand at the moment. The latest message replaces the earlier ones. */
export interface Requests {
  readonly isInterrupted: boolean;
  readonly isHeld: boolean;
  /** How many checkpoints have been requested so far. */
  readonly checkpointsRequested: number;
  /** How many messages of the batch have been written so far. */
  readonly messagesWritten: number;
  /** Keys of runs of the batch. */
  readonly abandoned: readonly number[];
  readonly paused: readonly number[];
  readonly recalled: readonly number[];
}

/** Sent for each batch; only one is computed at a time. The place never changes. */
export type ToProcess =
  | { readonly kind: 'start'; readonly batch: Batch; readonly place: LanePlace; readonly requests: Requests }
  | { readonly kind: 'requests'; readonly requests: Requests };

export type FromProcess =
  | { readonly kind: 'messages'; readonly messages: readonly LaneMessage[] }
  /** Keys of the runs that the process is working on. Sending it again is a sign of life. */
  | { readonly kind: 'at work'; readonly keys: readonly number[] }
  | { readonly kind: 'ended' }
  /** The computing thread has died. */
  | { readonly kind: 'died'; readonly message: string };

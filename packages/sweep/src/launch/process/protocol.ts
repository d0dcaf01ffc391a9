/** What a lane's driver and its process say to each other, over the channel that Node lays between them. */
import type { Device } from '@ranksweep/engine';
import type { LaneMessage } from '@ranksweep/run';
import type { Batch } from '../launcher.ts';

/** All that is asked at a moment: whoever has heard the last has heard everything. */
export interface Requests {
  readonly isInterrupted: boolean;
  readonly isHeld: boolean;
  /** How many times so far. */
  readonly checkpointsRequested: number;
  /** Keys of runs of the batch. */
  readonly abandoned: readonly number[];
  readonly paused: readonly number[];
}

/** One batch at a time, on one device for good. */
export type ToProcess =
  | { readonly kind: 'start'; readonly batch: Batch; readonly device: Device; readonly requests: Requests }
  | { readonly kind: 'requests'; readonly requests: Requests };

export type FromProcess =
  | { readonly kind: 'messages'; readonly messages: readonly LaneMessage[] }
  /** Keys of the runs that it is at. Sent again, it is a sign of life. */
  | { readonly kind: 'at work'; readonly keys: readonly number[] }
  | { readonly kind: 'ended' }
  /** The thread that computes has died. */
  | { readonly kind: 'died'; readonly message: string };

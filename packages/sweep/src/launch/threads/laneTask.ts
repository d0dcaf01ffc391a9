/** How a batch reaches a lane that is a thread, and how the lane's messages come back. */
import type { MessagePort } from 'node:worker_threads';
import type { LaneMessage } from '@ranksweep/run';
import type { Batch, LanePlace } from '../launcher.ts';

/** What a lane is handed. */
export interface LaneTask extends Batch, LanePlace {
  /** Of `LaneSignals`. */
  readonly laneSignals: Int32Array;
  /** Of `BatchSignals` for the runs' keys. */
  readonly batchSignals: Int32Array;
  readonly port: MessagePort;
}

/** Messages that a lane posts together. After the last post, runs without a `begin` have not begun. */
export interface LanePost {
  readonly messages: readonly LaneMessage[];
  readonly isLast: boolean;
}

/** How a batch comes to a lane that is a thread, and what it says comes back. */
import type { MessagePort } from 'node:worker_threads';
import type { Device } from '@ranksweep/engine';
import type { LaneMessage } from '@ranksweep/run';
import type { Batch } from '../launcher.ts';

/** Handed to a lane. */
export interface LaneTask extends Batch {
  readonly device: Device;
  /** Of `LaneSignals`. */
  readonly laneSignals: Int32Array;
  /** Of `BatchSignals` for the runs' keys. */
  readonly batchSignals: Int32Array;
  readonly port: MessagePort;
}

/** What a lane posts at once. Runs without a begin up to the last were not begun. */
export interface LanePost {
  readonly messages: readonly LaneMessage[];
  readonly isLast: boolean;
}

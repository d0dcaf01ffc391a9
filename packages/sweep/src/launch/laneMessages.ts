/** How a batch comes to a lane that is a thread, and what it says comes back. */
import type { MessagePort } from 'node:worker_threads';
import type { EngineName } from '@ranksweep/engine';
import type { LaneMessage, LaneRun } from '@ranksweep/run';

/** Handed to a lane: a batch of runs. */
export interface LaneTask {
  readonly runs: readonly LaneRun[];
  readonly engine: EngineName;
  readonly checkpointEveryMs: number;
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

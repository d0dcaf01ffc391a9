/** What has runs computed: lanes that take batches. Launchers differ in where a lane lives, and in what its death takes along. */
import type { Device, EngineName } from '@ranksweep/engine';
import type { LaneMessage, LaneRun } from '@ranksweep/run';

/** Computes one batch at a time. */
export interface Lane {
  readonly name: string;
  readonly device: Device;
}

export interface Batch {
  readonly runs: readonly LaneRun[];
  readonly engine: EngineName;
  readonly checkpointEveryMs: number;
}

export interface LauncherOptions {
  /** A device for every lane. */
  readonly devices: readonly Device[];
  /** How many lanes are made ready at once, which takes a while; the others are when they are needed. */
  readonly atOnce: number;
}

export type LauncherFactory = (options: LauncherOptions) => Launcher;

export interface Launcher {
  readonly lanes: readonly Lane[];
  readonly signals: LaneRequests;
  /**
   * Begins a batch on a lane, which has none.
   * @param onMessages told in order what the lane says
   */
  start(lane: Lane, batch: Batch, onMessages: (messages: readonly LaneMessage[]) => void): BatchAtWork;
  /** Ends all lanes, whatever they do. */
  close(): Promise<void>;
}

/** What all lanes are asked while they compute. */
export interface LaneRequests {
  /** They stop their runs where they are, and begin no more. */
  interrupt(): void;
  readonly isInterrupted: boolean;
  /** They tell a checkpoint of every run now. */
  requestCheckpoint(): void;
  /** They wait before they go on. */
  hold(): void;
  release(): void;
  readonly isHeld: boolean;
}

/** A batch that a lane has. */
export interface BatchAtWork {
  /**
   * Resolves when all that the lane says of the batch has been told; runs that it has not begun are not computed then.
   * Rejects when the lane dies, with why: another takes its place.
   */
  readonly ended: Promise<void>;
  /** A number that stays the same while the lane shows no sign of life; 0 until the first. */
  readonly beats: number;
  /** Keys of the runs that the lane is at; when it has died, that it was at. */
  readonly atWork: readonly number[];
  /** Nobody wants the run's results any more. */
  abandon(key: number): void;
  /** The run is to stop where it is, to go on later. */
  pause(key: number): void;
  /** Ends the lane in the midst of what it does: `ended` rejects. */
  kill(): void;
}

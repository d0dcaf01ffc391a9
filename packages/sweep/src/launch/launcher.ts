/**
 * A launcher provides lanes that take batches and compute them. Launchers differ in where their lanes live, and in what is lost
 * when a lane dies.
 */
import type { Device, EngineName } from '@ranksweep/engine';
import type { LaneMessage, LaneRun } from '@ranksweep/run';

/** Where a lane computes. */
export interface LanePlace {
  readonly engine: EngineName;
  readonly device: Device;
  /** What its runs have their part of, if they have to share it: one object for all lanes that share. */
  readonly shared?: SharedResources | undefined;
}

export interface SharedResources {
  readonly cores: number;
  readonly memoryBytes: number;
  /** Those that runs have to themselves. */
  readonly gpus: readonly OwnGpu[];
}

/** A GPU that a run may have to itself. */
export interface OwnGpu {
  readonly index: number;
  /** `gpu:0` */
  readonly id: string;
  readonly name: string;
  /** The variable that shows it to a program, and its name there. */
  readonly variable: 'CUDA_VISIBLE_DEVICES' | 'HIP_VISIBLE_DEVICES';
  readonly value: string;
}

/** A lane computes one batch at a time. */
export interface Lane extends LanePlace {
  readonly name: string;
}

export interface Batch {
  readonly runs: readonly LaneRun[];
  readonly checkpointEveryMs: number;
}

export interface LauncherOptions {
  /** The place of every lane. */
  readonly places: readonly LanePlace[];
  /** How many lanes to start immediately, which takes a while. The others start when they are needed. */
  readonly atOnce: number;
}

export type LauncherFactory = (options: LauncherOptions) => Launcher;

export interface Launcher {
  readonly lanes: readonly Lane[];
  readonly signals: LaneRequests;
  /**
   * Begins a batch on a lane that has none.
   * @param onMessages called with the lane's messages, in order
   */
  start(lane: Lane, batch: Batch, onMessages: (messages: readonly LaneMessage[]) => void): BatchAtWork;
  /** Ends all lanes, whatever they are doing. */
  close(): Promise<void>;
}

/** Requests to all lanes while they compute. */
export interface LaneRequests {
  /** Lanes stop their runs where they are, and begin no more. */
  interrupt(): void;
  readonly isInterrupted: boolean;
  /** Lanes save a checkpoint of every run now. */
  requestCheckpoint(): void;
  /** Lanes wait before they continue. */
  hold(): void;
  release(): void;
  readonly isHeld: boolean;
}

/** A batch that was handed to a lane. */
export interface BatchAtWork {
  /**
   * Resolves once all of the lane's messages about the batch have been delivered. Runs that the lane has not begun will not be
   * computed. Rejects with the reason if the lane dies; another lane then takes its place.
   */
  readonly ended: Promise<void>;
  /** A number that changes with every sign of life of the lane; 0 before the first. */
  readonly beats: number;
  /** Keys of the runs that the lane is working on, or was working on when it died. */
  readonly atWork: readonly number[];
  /** Tells the lane how many of its messages have been written. */
  written(count: number): void;
  /** Tells the lane that the run's results are no longer wanted. */
  abandon(key: number): void;
  /** Asks the lane to stop the run where it is, to be resumed later. */
  pause(key: number): void;
  /** Asks the lane to leave the run alone if it has not begun it. The lane then says so. */
  recall(key: number): void;
  /** Ends the lane at once. `ended` then rejects. */
  kill(): void;
}

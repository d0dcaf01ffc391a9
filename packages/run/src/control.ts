/** What a lane asks and reports while it computes. A lane consults it often: between any two stretches of iterations. */
export interface LaneControl {
  /** Whether all runs should stop where they are. They can be resumed later. */
  readonly isInterrupted: boolean;
  /** How many times checkpoints of all runs have been requested so far. */
  readonly checkpointsRequested: number;
  /** How many of the lane's messages about this batch have been written. */
  readonly messagesWritten: number;
  /**
   * Returns, or resolves, once messages may be posted again. An implementation that is itself driven by messages handles them
   * here.
   */
  waitWhileHeld(): void | Promise<void>;
  /** Reports that the lane is alive. */
  beat(): void;
  /**
   * Reports that the lane is working on the run until `end` is called. If the lane dies in between, the run may be the cause.
   * This also counts as a sign of life.
   */
  begin(key: number): void;
  end(key: number): void;
  /** Whether the run's results are no longer wanted. */
  isAbandoned(key: number): boolean;
  /** Whether this run alone should stop where it is. It can be resumed later. */
  isPaused(key: number): boolean;
  /** Whether the run, if it has not begun, should be left to another lane. */
  isRecalled(key: number): boolean;
}

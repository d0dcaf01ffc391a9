/** What a lane is told while it computes, and tells of itself. It is asked often: between any two stretches of iterations. */
export interface LaneControl {
  /** All runs are to stop where they are, to go on later. */
  readonly isInterrupted: boolean;
  /** How many times checkpoints of all runs were asked for so far. */
  readonly checkpointsRequested: number;
  /** Returns, or resolves, once messages can be written again. Where control itself comes by messages, it hears them meanwhile. */
  waitWhileHeld(): void | Promise<void>;
  /** The lane lives. */
  beat(): void;
  /** The lane works on the run from here to `end`: should it die, the run may have been the cause. It is a beat, too. */
  begin(key: number): void;
  end(key: number): void;
  /** Nobody wants the run's results any more. */
  isAbandoned(key: number): boolean;
  /** The run is to stop where it is, to go on later; the others go on. */
  isPaused(key: number): boolean;
}

/** What a lane and its starter say to each other. */

/** From the lane. */
export const TO_STARTER = {
  /** A program, as JSON. There is none, or the one before is through. */
  start: 0,
  /** The name of a signal for the program's group, as JSON. */
  signal: 1,
} as const;

/** From the starter. */
export const FROM_STARTER = {
  /** What the program has written. */
  output: 0,
  errors: 1,
  metrics: 2,
  /** The id of the program's process and group, as JSON. */
  started: 3,
  /** Why there is no program, as JSON. Nothing follows. */
  refused: 4,
  /** How the program has ended, as JSON, though others of its group may have written more. */
  exit: 5,
  /** The group is gone, and everything that it has written was said. */
  through: 6,
} as const;

/** The file descriptor of the starter's end. */
export const LANE_FD = 3;

export interface ProgramToStart {
  /** The program's file and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Exit {
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
}

/** Exit statuses of `ranksweep`. */
export const exitStatus = {
  /** All runs ended; a diverged run is a result. */
  ok: 0,
  someFailed: 1,
  /** Bad usage or bad input. */
  badInput: 2,
  /** Stopped by Ctrl-C or SIGTERM; can be taken up again. */
  interrupted: 130,
  /** The reader of standard output went away before the result was whole; as a shell tells of SIGPIPE. */
  brokenPipe: 141,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

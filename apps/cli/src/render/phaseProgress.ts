/** What a command does before it has anything to show, once that takes long: how many of how many. */
import type { PhaseObserver } from '@ranksweep/sweep';

/** Work that is done sooner is not told of. */
const SILENT_MS = 1000;
const REDRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;

export interface PhaseProgress {
  readonly observer: PhaseObserver;
  /** Takes its line off a terminal. */
  clear(): void;
}

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

interface PhaseProgressOptions {
  /** Milliseconds; default: of the process. */
  readonly now?: () => number;
  /** How amounts are written; default: as plain numbers. */
  readonly amount?: (count: number) => string;
}

/**
 * One line on a terminal, drawn over again, and lines now and then in a pipe. It is written at once, since phases are loops that
 * let nothing else happen.
 */
export function phaseProgress(
  stream: Stream,
  { now = () => performance.now(), amount = String }: PhaseProgressOptions = {},
): PhaseProgress {
  const startedAt = now();
  let nextAt = startedAt + SILENT_MS;
  let isShown = false;
  const clear = (): void => {
    if (isShown && stream.isTTY) stream.write('\r\u001b[K');
    isShown = false;
  };
  return {
    clear,
    observer(phase, done, all) {
      if (now() < nextAt) return;
      nextAt = now() + (stream.isTTY ? REDRAW_EVERY_MS : LINE_EVERY_MS);
      const line = all > 1 ? `${phase}: ${amount(done)} of ${amount(all)}` : phase;
      clear();
      stream.write(stream.isTTY ? line : `${line}\n`);
      isShown = true;
    },
  };
}

/** Shows the phases of some work on standard error, and leaves nothing of it on a terminal, however it ends. */
export async function withPhaseProgress<Result>(
  work: (observer: PhaseObserver) => Result | Promise<Result>,
  options: PhaseProgressOptions = {},
): Promise<Result> {
  const { observer, clear } = phaseProgress(process.stderr, options);
  try {
    return await work(observer);
  } finally {
    clear();
  }
}

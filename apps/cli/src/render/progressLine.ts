/** One line that tells how far something is, on a terminal; nothing in a pipe. */
import { createLogUpdate } from 'log-update';

const REDRAW_EVERY_MS = 100;

export interface ProgressLine {
  /** Drawn at most ten times a second. */
  show(text: string): void;
  /** Takes the line away. */
  stop(): void;
}

export function startProgress(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!stream.isTTY) return { show: () => {}, stop: () => {} };
  const live = createLogUpdate(stream);
  let drawnAt = -Infinity;
  return {
    show(text) {
      if (performance.now() - drawnAt < REDRAW_EVERY_MS) return;
      drawnAt = performance.now();
      live(text);
    },
    stop() {
      live.clear();
      live.done();
    },
  };
}

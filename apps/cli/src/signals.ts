/** Signals to a sweep that goes on. */
import { EventEmitter } from 'node:events';
import { exitStatus } from './exitStatus.ts';

/** A runner in between, such as Nx, may pass on a signal that has already arrived by itself. */
const SAME_SIGNAL_MS = 1000;
/** Ctrl-C, `kill`, and the terminal that is closed. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SAVE_SIGNAL = 'SIGUSR2';

export interface SweepSignals {
  /** Aborted by the first signal to stop; the second ends the process. */
  readonly stop: AbortSignal;
  /** Emits `checkpoint` when asked to save. */
  readonly requests: EventEmitter<{ checkpoint: [] }>;
  /** Leaves signals to what they do by default. */
  readonly dispose: () => void;
}

export interface SignalNotes {
  readonly onStop: () => void;
  readonly onSave: () => void;
}

export function listenToSignals({ onStop, onSave }: SignalNotes): SweepSignals {
  const controller = new AbortController();
  const requests = new EventEmitter<{ checkpoint: [] }>();
  let askedAt: number | undefined;
  const stop = (): void => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      onStop();
      controller.abort();
    } else if (performance.now() - askedAt > SAME_SIGNAL_MS) {
      process.exit(exitStatus.interrupted);
    }
  };
  const save = (): void => {
    onSave();
    requests.emit('checkpoint');
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  if (process.platform !== 'win32') process.on(SAVE_SIGNAL, save);
  return {
    stop: controller.signal,
    requests,
    dispose() {
      for (const signal of STOP_SIGNALS) process.off(signal, stop);
      process.off(SAVE_SIGNAL, save);
    },
  };
}

/** When a run's next checkpoint is due: after a time, and when one is asked for. */
import type { LaneSignals } from './signals.ts';

export class SaveClock {
  readonly #signals: LaneSignals;
  readonly #everyMs: number;
  #savedAt = performance.now();
  #requestsMet: number;

  /** Starts now. */
  constructor(signals: LaneSignals, everyMs: number) {
    this.#signals = signals;
    this.#everyMs = everyMs;
    this.#requestsMet = signals.checkpointsRequested;
  }

  get isDue(): boolean {
    return (
      performance.now() - this.#savedAt >= this.#everyMs ||
      this.#signals.checkpointsRequested !== this.#requestsMet
    );
  }

  /** Starts anew. @returns milliseconds since it was last started */
  saved(): number {
    const now = performance.now();
    const elapsedMs = now - this.#savedAt;
    this.#savedAt = now;
    this.#requestsMet = this.#signals.checkpointsRequested;
    return elapsedMs;
  }
}

/** Tells when a run's next checkpoint is due: after some time, and whenever one is requested. */
import type { LaneControl } from '../control.ts';

export class SaveClock {
  readonly #control: LaneControl;
  readonly #everyMs: number;
  #savedAt = performance.now();
  #requestsMet: number;

  /** Starts now. */
  constructor(control: LaneControl, everyMs: number) {
    this.#control = control;
    this.#everyMs = everyMs;
    this.#requestsMet = control.checkpointsRequested;
  }

  get isDue(): boolean {
    return (
      performance.now() - this.#savedAt >= this.#everyMs ||
      this.#control.checkpointsRequested !== this.#requestsMet
    );
  }

  /** Restarts the clock. @returns milliseconds since it was last started */
  saved(): number {
    const now = performance.now();
    const elapsedMs = now - this.#savedAt;
    this.#savedAt = now;
    this.#requestsMet = this.#control.checkpointsRequested;
    return elapsedMs;
  }
}

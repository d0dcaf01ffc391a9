/** When a run's next checkpoint is due: after a time, and when one is asked for. */
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

  /** Starts anew. @returns milliseconds since it was last started */
  saved(): number {
    const now = performance.now();
    const elapsedMs = now - this.#savedAt;
    this.#savedAt = now;
    this.#requestsMet = this.#control.checkpointsRequested;
    return elapsedMs;
  }
}

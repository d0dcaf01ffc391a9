/** Lanes that wait for something to change. */
import { setTimeout as sleep } from 'node:timers/promises';

export class WakeUp {
  #next = Promise.withResolvers<void>();

  /** Everyone who waits looks again. */
  all(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** @param ms at most so long; default: as long as it takes */
  async wait(ms = Infinity): Promise<void> {
    if (ms === Infinity) return await this.#next.promise;
    const over = new AbortController();
    const slept = sleep(ms, undefined, { signal: over.signal }).catch(() => {});
    await Promise.race([this.#next.promise, slept]);
    over.abort();
  }
}

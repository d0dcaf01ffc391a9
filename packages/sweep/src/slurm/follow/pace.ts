/** How fast a sweep goes that others compute, as it looks from here. Clocks of other machines are not asked. */
import type { SweepProgress } from '@ranksweep/store';

interface Seen {
  readonly atMs: number;
  readonly made: number;
}

/** What is older does not count, as long as there is something newer. */
const WINDOW_MS = 600_000;

export class Pace {
  #seen: Seen[] = [];

  /**
   * @param atMs by a clock that nobody sets
   * @returns the progress, with the speed since this process has begun to look, and the time left at that speed
   */
  of(progress: SweepProgress, atMs: number): SweepProgress {
    const { made, left } = progress.iterations;
    if (this.#seen.at(-1)?.made !== made) this.#seen.push({ atMs, made });
    while (this.#seen.length > 2 && atMs - this.#seen[1]!.atMs > WINDOW_MS) this.#seen.shift();
    const first = this.#seen[0]!;
    const perMs = (made - first.made) / (atMs - first.atMs);
    if (!(perMs > 0)) return progress;
    const leftMs = left / perMs;
    return {
      ...progress,
      iterationsPerSecond: 1000 * perMs,
      ...(Number.isFinite(leftMs) && { leftMs }),
    };
  }
}

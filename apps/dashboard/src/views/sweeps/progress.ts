/** How fast sweeps go on, and how long they still take: asked of the database when a sweep has changed, and every second. */
import {
  countsText,
  paceText,
  progressText,
  type ReadOnlyStore,
  type SweepProgress,
  type SweepSummary,
} from '@ranksweep/store';

const ASK_EVERY_MS = 1000;

interface Asked {
  readonly sweep: SweepSummary;
  readonly atMs: number;
  readonly progress: SweepProgress;
}

export class Paces {
  readonly #store: ReadOnlyStore;
  readonly #asked = new Map<number, Asked>();

  constructor(store: ReadOnlyStore) {
    this.#store = store;
  }

  /** @returns undefined for a sweep that does not go on */
  look(sweep: SweepSummary, nowMs: number): SweepProgress | undefined {
    if (sweep.status !== 'running') return undefined;
    const asked = this.#asked.get(sweep.id);
    if (asked?.sweep === sweep && Math.abs(nowMs - asked.atMs) < ASK_EVERY_MS) return asked.progress;
    const progress = this.#store.sweepProgress(sweep.id, nowMs);
    this.#asked.set(sweep.id, { sweep, atMs: nowMs, progress });
    return progress;
  }

  /** As the command writes it; in two lines where it is wider than that. */
  linesOf(sweep: SweepSummary, nowMs: number, width: number): string[] {
    const progress = this.look(sweep, nowMs);
    if (progress === undefined) return [countsText(sweep.runs)];
    const line = progressText(progress);
    return line.length <= width ? [line] : [countsText(progress.counts), paceText(progress)];
  }
}

/** How fast sweeps go on, and how long they still take: asked of the database when a sweep has changed, and every second. */
import {
  countsText,
  paceText,
  progressText,
  type ReadOnlyStore,
  type SweepProgress,
  type SweepSummary,
} from '@ranksweep/store';
import { Pace } from '@ranksweep/sweep/slurm';

const ASK_EVERY_MS = 1000;

interface Asked {
  readonly sweep: SweepSummary;
  readonly atMs: number;
  readonly progress: SweepProgress;
}

export interface Look {
  readonly nowMs: number;
  /** Whether other machines compute the sweep. */
  readonly goesOnElsewhere: boolean;
}

export class Paces {
  readonly #store: ReadOnlyStore;
  readonly #asked = new Map<number, Asked>();
  /** Of sweeps that other machines compute: their lanes are not known here, so what is collected tells. */
  readonly #elsewhere = new Map<number, Pace>();

  constructor(store: ReadOnlyStore) {
    this.#store = store;
  }

  /** @returns undefined for a sweep that does not go on, neither here nor elsewhere */
  look(sweep: SweepSummary, { nowMs, goesOnElsewhere }: Look): SweepProgress | undefined {
    if (sweep.status !== 'running' && !goesOnElsewhere) return undefined;
    const asked = this.#asked.get(sweep.id);
    if (asked?.sweep === sweep && Math.abs(nowMs - asked.atMs) < ASK_EVERY_MS) return asked.progress;
    const found = this.#store.sweepProgress(sweep.id, nowMs);
    const progress = goesOnElsewhere ? this.#paceOf(sweep.id).of(found, nowMs) : found;
    this.#asked.set(sweep.id, { sweep, atMs: nowMs, progress });
    return progress;
  }

  /** As the command writes it; in two lines where it is wider than that. */
  linesOf(sweep: SweepSummary, look: Look, width: number): string[] {
    const progress = this.look(sweep, look);
    if (progress === undefined) return [countsText(sweep.runs)];
    const line = progressText(progress);
    return line.length <= width ? [line] : [countsText(progress.counts), paceText(progress)];
  }

  #paceOf(sweepId: number): Pace {
    const pace = this.#elsewhere.get(sweepId) ?? new Pace();
    this.#elsewhere.set(sweepId, pace);
    return pace;
  }
}

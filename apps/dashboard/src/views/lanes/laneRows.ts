/** What every lane is at, and runs that nobody works on though they are called running. */
import type { Activity, ReadOnlyStore, RunColumn, RunSummary } from '@ranksweep/store';
import { Costs } from './costs.ts';
import { Speed } from './speed.ts';

export interface LaneRow {
  /** Undefined where no living process has it. */
  readonly activity?: Activity;
  readonly runId: number;
  readonly part: string;
  readonly seed: number;
  readonly iterations: number;
  readonly speed?: Speed;
  readonly flopsPerIteration?: number | undefined;
  /** Runs that the lane advances together: those that have been seen to advance. */
  readonly together: number;
  /** Runs that the lane has taken too, and not begun. */
  readonly waiting: number;
}

const columns: readonly RunColumn[] = [
  { kind: 'run', name: 'part' },
  { kind: 'run', name: 'seed' },
  { kind: 'run', name: 'iterations' },
];

/** A killed process leaves a batch a lane at most; more than these are only counted. */
const MOST_ABANDONED = 200;

export class LaneWatch {
  readonly #store: ReadOnlyStore;
  readonly #costs: Costs;
  #speeds = new Map<number, Speed>();
  rows: readonly LaneRow[] = [];
  abandoned = 0;

  constructor(store: ReadOnlyStore) {
    this.#store = store;
    this.#costs = new Costs(store);
  }

  refresh(nowMs: number): void {
    const activities = this.#store.activities();
    this.#seeAll(activities, nowMs);
    const lanes = [...Map.groupBy(activities, ({ pid, lane }) => `${pid} ${lane}`).values()];
    const current = lanes.map((taken) => this.#currentOf(taken));
    this.#costs.learn(current.map(({ runId }) => runId));
    const places = this.#placesOf(current.map(({ runId }) => runId));
    const working = current.flatMap((activity, i): LaneRow[] => {
      const { runId, iterations } = activity;
      const place = places.get(runId);
      const flopsPerIteration = this.#costs.of(runId);
      const speed = this.#speeds.get(runId)!;
      const taken = lanes[i]!;
      const together = Math.max(1, taken.filter((one) => this.#changedMs(one) > 0).length);
      const waiting = taken.length - together;
      return place === undefined
        ? []
        : [{ activity, runId, ...place, iterations, speed, flopsPerIteration, together, waiting }];
    });
    working.sort((a, b) => a.activity!.pid - b.activity!.pid || byNumber(a.activity!.lane, b.activity!.lane));
    this.rows = [...working, ...this.#abandonedRows()];
  }

  #abandonedRows(): LaneRow[] {
    const runIds = this.#store.abandonedRuns();
    this.abandoned = runIds.length;
    const places = this.#placesOf(runIds.slice(0, MOST_ABANDONED));
    return [...places].map(([runId, place]) => ({ runId, ...place, together: 1, waiting: 0 }));
  }

  #placesOf(runIds: readonly number[]): Map<number, Pick<LaneRow, 'part' | 'seed' | 'iterations'>> {
    return new Map(
      this.#store.runSummaries(runIds, columns).map((summary) => [summary.runId, placeOf(summary)]),
    );
  }

  #seeAll(activities: readonly Activity[], nowMs: number): void {
    const before = this.#speeds;
    this.#speeds = new Map(activities.map(({ runId }) => [runId, before.get(runId) ?? new Speed()]));
    for (const { runId, iterations } of activities) this.#speeds.get(runId)!.see(iterations, nowMs);
  }

  /** A lane takes short runs in batches, and works on one: that which has changed last, or else has begun. */
  #currentOf(taken: readonly Activity[]): Activity {
    return taken.reduce((best, one) => {
      const difference = this.#changedMs(one) - this.#changedMs(best);
      return difference > 0 || (difference === 0 && best.iterations === 0 && one.iterations > 0) ? one : best;
    });
  }

  /** 0 if it has not been seen to change. */
  #changedMs({ runId }: Activity): number {
    return this.#speeds.get(runId)!.changedMs ?? 0;
  }
}

const placeOf = ({ values: [part, seed, iterations] }: RunSummary) => ({
  part: String(part),
  seed: Number(seed),
  iterations: Number(iterations),
});

/** lane-2 before lane-10. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

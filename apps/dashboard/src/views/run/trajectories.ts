/** What has been read of a run's points: only what has come since is read again. */
import type { ReadOnlyStore, RunRow } from '@ranksweep/store';
import { GrowingSeries } from './growingSeries.ts';

export class Trajectories {
  readonly #store: Pick<ReadOnlyStore, 'pointsBeyond'>;
  readonly #runId: number;
  readonly #series = new Map<string, GrowingSeries>();
  readonly #upToDate = new Set<string>();
  #row: RunRow | undefined;
  /** Another one once what was read no longer holds. */
  generation = 0;

  constructor(store: Pick<ReadOnlyStore, 'pointsBeyond'>, runId: number) {
    this.#store = store;
    this.#runId = runId;
  }

  /** Tells what the run is by now; the points are read when they are asked for. */
  update(row: RunRow | undefined): void {
    const before = this.#row;
    this.#row = row;
    if (row === undefined || before === undefined || isAnew(before, row)) return this.#forget(() => true);
    // Only the process that has the run adds points, and the theory is derived anew when it ends.
    if (row.status !== before.status) this.#forget((metric) => metric.startsWith('predicted_'));
    if (row.status === 'running' || row.status !== before.status || row.iterations !== before.iterations) {
      this.#upToDate.clear();
    }
  }

  of(metric: string): GrowingSeries {
    const series = this.#series.get(metric) ?? new GrowingSeries();
    if (this.#upToDate.has(metric)) return series;
    const { iterations, values } = this.#store.pointsBeyond(this.#runId, metric, series.lastIteration);
    series.append(iterations, values);
    this.#series.set(metric, series);
    this.#upToDate.add(metric);
    return series;
  }

  #forget(isConcerned: (metric: string) => boolean): void {
    this.generation++;
    for (const metric of [...this.#upToDate, ...this.#series.keys()].filter(isConcerned)) {
      this.#series.delete(metric);
      this.#upToDate.delete(metric);
    }
  }
}

/** A new attempt may have deleted points; a number may be another run's once the run is deleted. */
function isAnew(before: RunRow, now: RunRow): boolean {
  return (
    now.iterations < before.iterations ||
    now.attempts !== before.attempts ||
    now.startedAt !== before.startedAt ||
    now.trajectoryHash !== before.trajectoryHash ||
    now.arithmetic !== before.arithmetic
  );
}

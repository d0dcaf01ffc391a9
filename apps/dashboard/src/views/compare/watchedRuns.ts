/** Runs that are compared, with what has been read of them; only what has changed is read again. */
import type { ReadOnlyStore, RunColumn, RunRow, RunSummary } from '@ranksweep/store';
import { Trajectories } from '../run/trajectories.ts';

export interface WatchedRun {
  readonly row: RunRow;
  readonly trajectories: Trajectories;
  readonly metrics: readonly string[];
}

interface Known extends WatchedRun {
  /** What it was when it was looked at. */
  readonly state: string;
}

const changing: readonly RunColumn[] = [
  { kind: 'run', name: 'iterations' },
  { kind: 'run', name: 'attempts' },
];

export class WatchedRuns {
  readonly #store: ReadOnlyStore;
  #known = new Map<number, Known>();

  constructor(store: ReadOnlyStore) {
    this.#store = store;
  }

  of(runId: number): WatchedRun | undefined {
    return this.#known.get(runId);
  }

  /** Looks at these runs, and forgets all others. */
  watch(runIds: readonly number[]): void {
    const before = this.#known;
    this.#known = new Map(
      this.#store
        .runSummaries(runIds, changing)
        .flatMap((summary) => this.#look(summary, before.get(summary.runId))),
    );
  }

  #look({ runId, status, values }: RunSummary, known: Known | undefined): [number, Known][] {
    const state = [status, ...values].join(' ');
    if (known?.state === state && status !== 'running') return [[runId, known]];
    const row = this.#store.run(runId);
    if (row === undefined) return [];
    const trajectories = known?.trajectories ?? new Trajectories(this.#store, runId);
    trajectories.update(row);
    const isComplete = known !== undefined && known.metrics.length > 0 && known.row.status === status;
    const metrics = isComplete ? known.metrics : this.#store.recordedMetrics(runId);
    return [[runId, { row, trajectories, metrics, state }]];
  }
}

/** All that is shown of a run but its points; looked at anew only as far as it may have changed. */
import { getPath, type TrajectoryEvent } from '@ranksweep/core';
import { hasOpenMetrics, lossName, readSpecAxes } from '@ranksweep/kinds';
import { searchedParts } from '../searchedParts.ts';
import type { AttemptRow, ReadOnlyStore, RunPlace, RunRow, Skip, SweepSummary } from '@ranksweep/store';

export interface RunFacts {
  readonly row: RunRow;
  /** In the latest sweep that has it. */
  readonly place: RunPlace | undefined;
  readonly sweep: Pick<SweepSummary, 'id' | 'name' | 'definition' | 'preset'> | undefined;
  /** Where that sweep asked the run to end, if the run goes on beyond it. */
  readonly upTo: number | undefined;
  /** Why that sweep does not try the run; undefined if it does. */
  readonly skip: Skip | undefined;
  /** Whether that sweep's search has pruned the run. */
  readonly isPruned: boolean;
  /** Whether it follows from results of others, as runs of a search or boundary of that sweep do. */
  readonly isSearched: boolean;
  /** Values of the axes that tell its cell from others. */
  readonly axes: readonly (readonly [path: string, value: unknown])[];
  readonly attempts: readonly AttemptRow[];
  readonly events: readonly TrajectoryEvent[];
  readonly metrics: readonly string[];
  /** The latest value of what it minimizes. */
  readonly loss: number | undefined;
  readonly finals: ReadonlyMap<string, number>;
  /** It is called running, but its process has left it. */
  readonly isAbandoned: boolean;
}

interface SweepWithAxes {
  readonly summary: SweepSummary;
  /** By part. */
  readonly axes: ReadonlyMap<string, string[]>;
  /** Names of the parts with a search or boundary. */
  readonly searched: readonly string[];
}

export class RunState {
  readonly #store: ReadOnlyStore;
  readonly #runId: number;
  #sweep: SweepWithAxes | undefined;
  /** Undefined where there is no such run. */
  facts: RunFacts | undefined;

  constructor(store: ReadOnlyStore, runId: number) {
    this.#store = store;
    this.#runId = runId;
  }

  /** `facts` are the same object where nothing can have changed. */
  refresh(): void {
    const row = this.#store.run(this.#runId);
    const before = this.facts;
    if (row === undefined) this.facts = undefined;
    else if (before === undefined || mayChange(row) || !isSame(row, before.row)) {
      this.facts = this.#factsOf(row, before);
    }
  }

  #factsOf(row: RunRow, before: RunFacts | undefined): RunFacts {
    const [store, runId] = [this.#store, this.#runId];
    const [place] = store.runPlaces(runId);
    const sweep = this.#sweepOf(place);
    const finals = store.finals(runId);
    const axes = (place && sweep?.axes.get(place.part)) ?? [];
    return {
      row,
      place,
      sweep: sweep?.summary,
      skip: place && row.status === 'pending' ? store.skippedRuns(place.sweepId).get(runId) : undefined,
      isPruned: place !== undefined && row.status === 'pending' && store.prunedRuns(place.sweepId).has(runId),
      isSearched: place !== undefined && sweep !== undefined && sweep.searched.includes(place.part),
      upTo: place && store.askedUpTo({ ...place, runId }, row.iterations),
      // Some cells alone have axes with a condition.
      axes: axes
        .map((path) => [path, getPath(row.config ?? {}, path)] as const)
        .filter(([, value]) => value !== undefined),
      attempts: store.attempts(runId),
      events: sameIfEqual(before?.events, store.events(runId)),
      metrics: this.#metricsOf(row, before),
      loss: this.#lossOf(row, finals),
      finals,
      isAbandoned: row.status === 'running' && store.heldRuns([runId]).length === 0,
    };
  }

  #lossOf({ runId, config, iterations }: RunRow, finals: ReadonlyMap<string, number>): number | undefined {
    const loss = config === undefined ? undefined : lossName(config);
    if (loss === undefined) return undefined;
    return this.#store.pointsBeyond(runId, loss, iterations - 1).values.at(-1) ?? finals.get(loss);
  }

  /** All metrics come with the first snapshot, but for those of the run's end, and those that a program has yet to name. */
  #metricsOf(row: RunRow, before: RunFacts | undefined): readonly string[] {
    const isOpen = row.config !== undefined && hasOpenMetrics(row.config);
    const isLooked = before !== undefined && before.metrics.length > 0 && !isOpen;
    if (isLooked && row.status === before.row.status && row.attempts === before.row.attempts) {
      return before.metrics;
    }
    return this.#store.recordedMetrics(this.#runId);
  }

  /** What a sweep is does not change; to count its runs takes longer than all else. */
  #sweepOf(place: RunPlace | undefined): SweepWithAxes | undefined {
    if (place === undefined) return undefined;
    if (this.#sweep?.summary.id === place.sweepId) return this.#sweep;
    const summary = this.#store.sweep(place.sweepId);
    this.#sweep = summary && {
      summary,
      axes: readSpecAxes(summary.spec).axes,
      searched: searchedParts(summary.spec),
    };
    return this.#sweep;
  }
}

/** A sweep may skip or prune a run that is pending, of which the run itself tells nothing. */
const mayChange = ({ status }: RunRow): boolean => status === 'running' || status === 'pending';

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const sameIfEqual = <Value>(before: Value | undefined, now: Value): Value =>
  before !== undefined && isSame(before, now) ? before : now;

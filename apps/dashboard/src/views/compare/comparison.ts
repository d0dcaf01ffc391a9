/** What is compared, as far as it is shown: a colour and a number each, what tells it apart, and its curves. */
import { flattenConfig } from '@ranksweep/kinds';
import type { ReadOnlyStore, RunStatus } from '@ranksweep/store';
import { seriesColor, type ColorIndex } from '../../chart/index.ts';
import type { Marks } from '../../marks.ts';
import type { GrowingSeries } from '../run/growingSeries.ts';
import { differences, type Leaves } from './differences.ts';
import { medianSeries } from './medianSeries.ts';
import { sourcesOf, type Source } from './sources.ts';
import { WatchedRuns } from './watchedRuns.ts';

/** More could not be told apart. */
const MOST_SOURCES = 20;

export interface Compared extends Source {
  /** Stands at the end of its curves, and before its line in the legend. */
  readonly label: string;
  readonly color: ColorIndex;
  /** `b-tf init.std=0.1 seed=0`: what is not the same in all of them. */
  readonly differs: string;
  readonly statuses: ReadonlyMap<RunStatus, number>;
}

interface Median {
  /** Points of the seeds that it is of. */
  readonly lengths: string;
  readonly series: GrowingSeries;
}

export class Comparison {
  readonly #store: ReadOnlyStore;
  readonly #marks: Marks;
  readonly #watched: WatchedRuns;
  readonly #medians = new Map<string, Median>();
  sources: readonly Compared[] = [];
  /** How many more are marked than are shown. */
  hidden = 0;
  /** Of all runs that are shown. */
  metrics: readonly string[] = [];

  constructor(store: ReadOnlyStore, marks: Marks) {
    this.#store = store;
    this.#marks = marks;
    this.#watched = new WatchedRuns(store);
  }

  refresh(): void {
    const all = sourcesOf(this.#store, this.#marks);
    const wanted = all.slice(0, MOST_SOURCES);
    this.#watched.watch([...new Set(wanted.flatMap(({ runIds }) => runIds))]);
    const shown = wanted.filter(({ runIds }) => runIds.some((runId) => this.#watched.of(runId)));
    const differing = differences(
      shown.map((source) => this.#leavesOf(source)),
      shown.flatMap(({ axes }) => axes),
    );
    this.hidden = all.length - wanted.length;
    this.sources = shown.map((source, i) => ({
      ...source,
      label: String(i + 1),
      color: seriesColor(i),
      differs: differing[i]!,
      statuses: this.#statusesOf(source),
    }));
    const runIds = shown.flatMap((source) => source.runIds);
    this.metrics = [...new Set(runIds.flatMap((runId) => this.#watched.of(runId)?.metrics ?? []))];
  }

  /** The run's own curve, or the median of the seeds. */
  series({ runIds }: Pick<Source, 'runIds'>, metric: string): GrowingSeries {
    const seeds = this.seeds({ runIds }, metric);
    if (seeds.length === 1) return seeds[0]!;
    const key = JSON.stringify([runIds, metric]);
    const lengths = seeds.map(({ length }) => length).join(' ');
    const known = this.#medians.get(key);
    if (known?.lengths === lengths) return known.series;
    const series = medianSeries(seeds.map(({ points }) => points));
    this.#medians.set(key, { lengths, series });
    return series;
  }

  seeds({ runIds }: Pick<Source, 'runIds'>, metric: string): GrowingSeries[] {
    return runIds.flatMap((runId) => this.#watched.of(runId)?.trajectories.of(metric) ?? []);
  }

  /** Another one once what was read of a run no longer holds. */
  get generation(): string {
    const runIds = this.sources.flatMap((source) => source.runIds);
    return runIds.map((runId) => this.#watched.of(runId)?.trajectories.generation ?? 0).join(' ');
  }

  #leavesOf({ runIds }: Source): Leaves {
    const row = runIds.map((runId) => this.#watched.of(runId)?.row).find((one) => one !== undefined);
    const leaves = new Map<string, unknown>(row?.config === undefined ? [] : flattenConfig(row.config));
    if (runIds.length > 1) leaves.delete('seed');
    if (row !== undefined) leaves.set('arithmetic', row.arithmetic);
    return leaves;
  }

  #statusesOf({ runIds }: Source): Map<RunStatus, number> {
    const counts = new Map<RunStatus, number>();
    for (const runId of runIds) {
      const status = this.#watched.of(runId)?.row.status;
      if (status !== undefined) counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    return counts;
  }
}

/** `median of 3 runs`; empty for one run. */
export function medianText({ runIds: { length }, count }: Source): string {
  if (count === 1) return '';
  return length < count ? `median of ${length} of ${count} runs` : `median of ${count} runs`;
}

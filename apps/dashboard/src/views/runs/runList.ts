/** A sweep's runs in an order: which they are is asked seldom, what a screen shows of them often. */
import { InputError } from '@ranksweep/core';
import {
  previewQuery,
  type ReadOnlyStore,
  type RunColumn,
  type RunSummary,
  type Vocabulary,
} from '@ranksweep/store';
import { rowFilter } from '../../filter.ts';
import { axesOf, cellsOf, columnsOf, usualMetrics, type NamedColumn } from './runColumns.ts';

/** The order of ten thousand runs takes tens of milliseconds. */
const ORDER_EVERY_MS = 1000;
/** How long a condition may take on all runs of the database. */
const TRIAL_MS = 5000;

export class RunList {
  readonly sweepName: string;
  runIds: readonly number[] = [];
  columns: readonly NamedColumn[];
  metrics: readonly string[] = [];
  metricsThere: readonly string[] = [];
  descending = false;
  /** What was typed to filter by what is shown; empty for no filter. */
  filter = '';
  where: string | undefined;
  /** A condition that was entered, and was none: to be mended. */
  typed: string | undefined;
  readonly #store: ReadOnlyStore;
  readonly #sweepId: number;
  readonly #only: ReadonlySet<number> | undefined;
  readonly #axes: readonly string[];
  #by: RunColumn = { kind: 'run', name: 'id' };
  #orderedAt = -Infinity;
  /** All runs in their order, before they are filtered by what is shown. */
  #ordered: readonly number[] = [];
  /** What is shown of each run; known while a filter is typed or holds. */
  #texts: ReadonlyMap<number, readonly string[]> | undefined;
  #chosen = false;
  #rows: { readonly from: number; readonly to: number; readonly rows: readonly RunSummary[] } | undefined;

  constructor(store: ReadOnlyStore, sweepId: number, only: readonly number[] | undefined) {
    this.#store = store;
    this.#sweepId = sweepId;
    this.#only = only && new Set(only);
    const sweep = store.sweep(sweepId);
    this.sweepName = sweep?.name ?? 'gone';
    this.#axes = axesOf(sweep?.spec);
    this.columns = columnsOf(this.#axes, []);
  }

  /** How the runs shown were chosen, in words. */
  get conditions(): string[] {
    return [
      ...(this.filter === '' ? [] : [`filter: ${this.filter}`]),
      ...(this.where === undefined ? [] : [`where: ${this.where}`]),
    ];
  }

  get heads(): string[] {
    return this.columns.map(({ head }) => head);
  }

  /** Texts that a column shows. */
  textsOf(column: number): string[] {
    const texts = this.#knownTexts();
    return this.#ordered.flatMap((runId) => texts.get(runId)?.[column] ?? []);
  }

  refresh(): void {
    this.#rows = undefined;
    const isDue = performance.now() - this.#orderedAt > ORDER_EVERY_MS;
    if (isDue) this.#order();
    if (isDue || !this.#chosen) this.metricsThere = this.#store.metricsOfSweep(this.#sweepId);
    if (this.#chosen) return;
    this.showMetrics(usualMetrics(this.metricsThere));
    this.#chosen = this.metricsThere.length > 0;
  }

  /** What the screen shows: it is asked again only when something may have changed. */
  rows(from: number, to: number): readonly RunSummary[] {
    if (this.#rows?.from !== from || this.#rows.to !== to) {
      const columns = this.columns.map(({ column }) => column);
      this.#rows = {
        from,
        to,
        rows: this.#store.runSummaries(this.runIds.slice(from, to), columns, this.#sweepId),
      };
    }
    return this.#rows.rows;
  }

  showMetrics(metrics: readonly string[]): void {
    this.metrics = metrics;
    this.columns = columnsOf(this.#axes, metrics);
    this.#rows = undefined;
    this.#texts = undefined;
    this.#choose();
  }

  isSortedBy(column: RunColumn): boolean {
    return column.kind === this.#by.kind && column.name === this.#by.name;
  }

  sortByNext(step: number): void {
    const at = this.columns.findIndex(({ column }) => this.isSortedBy(column));
    this.#by = this.columns[(at + step + this.columns.length) % this.columns.length]!.column;
    this.#order();
  }

  reverse(): void {
    this.descending = !this.descending;
    this.#order();
  }

  /**
   * Asks for a condition in a process of its own first: one may never end.
   * @throws InputError for a condition that is none, or takes long
   */
  async tryCondition(where: string): Promise<void> {
    const sql = `SELECT count(*) FROM run_table WHERE (${where}\n)`;
    const signal = AbortSignal.timeout(TRIAL_MS);
    try {
      await previewQuery(this.#store.path, sql, { mostRows: 1, signal });
    } catch (error) {
      if (signal.aborted)
        throw new InputError(`the condition takes more than ${TRIAL_MS / 1000} s: it was not taken`);
      throw error;
    }
  }

  filterBy(text: string): void {
    this.filter = text.trim();
    this.#choose();
  }

  /** Names that an SQL condition may have. */
  vocabulary = (): Vocabulary => this.#store.vocabulary();

  /** Shows all runs again. */
  clear(): void {
    this.filter = '';
    this.restrict(undefined);
  }

  /**
   * @param where undefined takes the condition away
   * @throws SqliteError for a condition that is none; what was before stays
   */
  restrict(where: string | undefined): void {
    const before = this.where;
    this.where = where;
    try {
      this.#order();
    } catch (error) {
      this.where = before;
      throw error;
    }
  }

  /** Place of the first failed run after another, from the beginning where there is none behind. */
  nextFailed(at: number): number | undefined {
    const failed = new Set(
      this.#store.runOrder(this.#sweepId, {
        by: { kind: 'run', name: 'id' },
        descending: false,
        where: `status = 'failed'`,
      }),
    );
    const places = this.runIds.flatMap((runId, place) => (failed.has(runId) ? [place] : []));
    return places.find((place) => place > at) ?? places[0];
  }

  #order(): void {
    const { descending, where } = this;
    const runIds = this.#store.runOrder(this.#sweepId, { by: this.#by, descending, where });
    this.#ordered = this.#only === undefined ? runIds : runIds.filter((runId) => this.#only!.has(runId));
    this.#orderedAt = performance.now();
    this.#rows = undefined;
    this.#texts = undefined;
    this.#choose();
  }

  #choose(): void {
    this.#rows = undefined;
    if (this.filter === '') {
      this.runIds = this.#ordered;
      return;
    }
    const matches = rowFilter(this.filter, this.heads);
    const texts = this.#knownTexts();
    this.runIds = this.#ordered.filter((runId) => matches(texts.get(runId) ?? []));
  }

  #knownTexts(): ReadonlyMap<number, readonly string[]> {
    if (this.#texts !== undefined) return this.#texts;
    const columns = this.columns.map(({ column }) => column);
    const summaries = this.#store.runSummaries(this.#ordered, columns, this.#sweepId);
    this.#texts = new Map(
      summaries.map((summary) => [summary.runId, cellsOf(this.columns, summary).map(({ text }) => text)]),
    );
    return this.#texts;
  }
}

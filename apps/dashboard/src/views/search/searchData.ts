/** What the view of a search reads: the trials of the part that is shown, and the cells of those trials that are seen. */
import { foundBoundaries, searchStanding, type FoundBoundary, type SearchStanding } from '@ranksweep/search';
import { sweepText, type CellValue, type ReadOnlyStore } from '@ranksweep/store';
import { checkedSpec, type SweepSpec } from '@ranksweep/sweep';

/** A part that looks for something, as far as it is by now. */
export type SearchedPart =
  | { readonly kind: 'search'; readonly standing: SearchStanding }
  | {
      readonly kind: 'boundary';
      readonly boundary: NonNullable<SweepSpec['parts'][string]['boundary']>;
      readonly lines: readonly FoundBoundary[];
      readonly running: number;
    };

export class SearchData {
  readonly #store: ReadOnlyStore;
  readonly #sweepId: number;
  #spec: SweepSpec | undefined;
  readonly #cells = new Map<string, Map<number, readonly CellValue[]>>();
  name = '';
  /** Names of the parts that look for something. */
  parts: readonly string[] = [];
  partAt = 0;
  part: SearchedPart | undefined;

  constructor(store: ReadOnlyStore, sweepId: number) {
    this.#store = store;
    this.#sweepId = sweepId;
  }

  get sweepId(): number {
    return this.#sweepId;
  }

  get partName(): string {
    return this.parts[this.partAt] ?? '';
  }

  /** @throws Error where the sweep is gone or looks for nothing, InputError where what the file holds is no sweep */
  refresh(): void {
    if (this.#spec === undefined) this.#open();
    const { search, boundary } = this.#spec!.parts[this.partName]!;
    const trials = this.#store.trials(this.#sweepId).filter(({ part }) => part === this.partName);
    if (search !== undefined) {
      const status = this.#store.writtenStatus(this.#sweepId);
      this.part = { kind: 'search', standing: searchStanding(this.partName, search, trials, status) };
      return;
    }
    const parts = { [this.partName]: this.#spec!.parts[this.partName]! };
    this.part = {
      kind: 'boundary',
      boundary: boundary!,
      lines: foundBoundaries(this.#store, this.#sweepId, { parts }),
      running: trials.filter(({ state }) => state === 'running').length,
    };
  }

  #open(): void {
    const sweep = this.#store.sweep(this.#sweepId);
    if (sweep === undefined) throw new Error(`sweep ${this.#sweepId} is not in the database any more`);
    this.name = sweepText(sweep);
    const spec = checkedSpec(sweep);
    this.parts = Object.entries(spec.parts).flatMap(([part, { search, boundary }]) =>
      search === undefined && boundary === undefined ? [] : [part],
    );
    if (this.parts.length === 0) throw new Error(`${this.name} has no search: its parts are grids`);
    this.#spec = spec;
  }

  goToPart(part: number): void {
    this.partAt = (part + this.parts.length) % this.parts.length;
    this.refresh();
  }

  /** What each axis is in cells of the part; they do not change once they are there. */
  valuesIn(cells: readonly number[]): ReadonlyMap<number, ReadonlyMap<string, number | string>> {
    const known = this.#cells.get(this.partName) ?? new Map<number, readonly CellValue[]>();
    this.#cells.set(this.partName, known);
    const missing = cells.filter((cell) => !known.has(cell));
    if (missing.length > 0) {
      const values = this.#store.cellValues(this.#sweepId, this.partName, missing);
      for (const [cell, own] of Map.groupBy(values, (one) => one.cell)) known.set(cell, own);
    }
    return new Map(
      cells.map((cell) => [cell, new Map(known.get(cell)?.map(({ name, value }) => [name, value]))]),
    );
  }

  /** The runs of a trial's cell. */
  runsOf(cell: number): number[] {
    return this.#store
      .cellRuns(this.#sweepId, this.partName, '')
      .flatMap((run) => (run.cell === cell ? [run.runId] : []));
  }
}

/** What has come of searches: their best trials, and how far they are. */
import type { SearchSpec } from '@ranksweep/kinds';
import type { CellValue, ReadOnlyStore, StoredTrial } from '@ranksweep/store';
import { countOf, formatNumber } from '@ranksweep/text';
import { terminalTable } from './terminalTable.ts';

/** The parts of a specification, as far as they can be read. Anyone with access to the file may have changed it. */
interface Parts {
  readonly parts?: Readonly<Record<string, { readonly search?: Partial<SearchSpec> } | undefined>>;
}

interface SearchResult {
  readonly part: string;
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
  readonly search: Partial<SearchSpec>;
  readonly trials: readonly StoredTrial[];
  /** Those that have an objective, the best first. */
  readonly ranked: readonly StoredTrial[];
}

const BEST_SHOWN = 5;

/** The searches of a sweep that have made trials. */
function searchResults(store: ReadOnlyStore, sweepId: number, spec: unknown): SearchResult[] {
  const trials = Map.groupBy(store.trials(sweepId), ({ part }) => part);
  return [...trials].flatMap(([part, own]) => {
    const search = (spec as Parts | undefined)?.parts?.[part]?.search;
    if (search === undefined) return [];
    const direction = search.minimize === undefined ? ('maximize' as const) : ('minimize' as const);
    const sign = direction === 'minimize' ? 1 : -1;
    const ranked = own
      .filter(({ state, objective }) => state === 'done' && objective !== null)
      .toSorted((a, b) => sign * (a.objective! - b.objective!) || a.number - b.number);
    return [{ part, metric: String(search[direction]), direction, search, trials: own, ranked }];
  });
}

/** `Best of 30 trials of tune: trial 17, test_mse 0.082 (init.std=0.01)`, for each search. */
export const bestLines = (store: ReadOnlyStore, sweepId: number, spec: unknown): string[] =>
  searchResults(store, sweepId, spec).map(({ part, metric, trials, ranked: [best] }) => {
    const of = `Best of ${countOf(trials.length, 'trial')} of ${part}: `;
    if (best === undefined) return `${of} none has ended with ${metric}.`;
    const cell = store.cellValues(sweepId, part).filter((value) => value.cell === best.cell);
    return `${of} trial ${best.number}, ${metric} ${formatNumber(best.objective!)} (${cell.map(valueText).join(', ')})`;
  });

const valueText = ({ name, value }: Pick<CellValue, 'name' | 'value'>): string => `${name}=${value}`;

/** A line and a table of the best trials for each search; none for a sweep without any. */
export const searchTables = (store: ReadOnlyStore, sweepId: number, spec: unknown): string[] =>
  searchResults(store, sweepId, spec).map((result) => {
    const { part, metric, direction, search, trials, ranked } = result;
    const states = Map.groupBy(trials, ({ state }) => state);
    const counts = [...states].map(([state, { length }]) => `${length} ${state}`).join(', ');
    const head = `${part}: ${direction} ${metric}, ${search.sampler}, ${trials.length} of ${search.trials} trials (${counts})`;
    if (ranked.length === 0) return head;
    const axes = Object.keys(search.space ?? {});
    const cells = Map.groupBy(store.cellValues(sweepId, part), ({ cell }) => cell);
    const rows = ranked.slice(0, BEST_SHOWN).map(({ number, objective, cell }) => {
      const values = new Map(cells.get(cell)?.map(({ name, value }) => [name, value]));
      return [number, objective, ...axes.map((axis) => values.get(axis) ?? null)];
    });
    return `${head}\n\n${terminalTable(['trial', metric, ...axes], rows)}`;
  });

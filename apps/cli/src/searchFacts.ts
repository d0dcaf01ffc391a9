/** What is known of a sweep's searches, for whoever tells of it. */
import type { SearchSpec } from '@ranksweep/kinds';
import { searchStanding, type RankedTrial, type SearchStanding } from '@ranksweep/search';
import type { CellValue, ReadOnlyStore } from '@ranksweep/store';

/** The parts of a specification, as far as they can be read. Anyone with access to the file may have changed it. */
interface Parts {
  readonly parts?: Readonly<Record<string, { readonly search?: SearchSpec } | undefined>>;
}

/** The searches of a sweep that have made trials. */
export function searchStandings(store: ReadOnlyStore, sweepId: number, spec: unknown): SearchStanding[] {
  const trials = Map.groupBy(store.trials(sweepId), ({ part }) => part);
  const status = store.writtenStatus(sweepId);
  return [...trials].flatMap(([part, own]) => {
    const search = (spec as Parts | undefined)?.parts?.[part]?.search;
    return search === undefined ? [] : [searchStanding(part, search, own, status)];
  });
}

/** What a search looks at. */
export const metricOf = ({ search: { minimize, maximize } }: SearchStanding): string =>
  String(minimize ?? maximize);

export const goalOf = ({ search: { minimize } }: SearchStanding): 'minimize' | 'maximize' =>
  minimize === undefined ? 'maximize' : 'minimize';

/** `12 of 12 trials (3 done, 9 pruned)` */
export function trialsText({ search, trials, counts }: SearchStanding): string {
  const states = Object.entries(counts).filter(([, count]) => count > 0);
  const text = states.map(([state, count]) => `${count} ${state}`).join(', ');
  return `${trials.length} of ${search.trials} trials (${text})`;
}

export interface BestTrials {
  /** In the order of the search's space. */
  readonly axes: readonly string[];
  /** The best first, each with the values of the axes; null where a condition leaves an axis out. */
  readonly trials: readonly (RankedTrial & { readonly values: readonly (CellValue['value'] | null)[] })[];
}

/** @param most how many of them, if there are so many */
export function bestTrials(
  store: ReadOnlyStore,
  sweepId: number,
  { part, search, ranked }: SearchStanding,
  most: number,
): BestTrials {
  const axes = Object.keys(search.space ?? {});
  const best = ranked.slice(0, most);
  const numbers = best.map(({ cell }) => cell);
  const cells = Map.groupBy(store.cellValues(sweepId, part, numbers), ({ cell }) => cell);
  const trials = best.map((trial) => {
    const values = new Map(cells.get(trial.cell)?.map(({ name, value }) => [name, value]));
    return { ...trial, values: axes.map((axis) => values.get(axis) ?? null) };
  });
  return { axes, trials };
}

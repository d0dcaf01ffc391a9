/** What has come of searches: their best trials, how far they are, and what is missing. */
import { getPath } from '@ranksweep/core';
import type { SearchStanding } from '@ranksweep/search';
import {
  sweepAddress,
  type CellValue,
  type ReadOnlyStore,
  type StoredTrial,
  type SweepSummary,
} from '@ranksweep/store';
import { countOf, formatNumber, ranksweepCommand } from '@ranksweep/text';
import { bestTrials, goalOf, metricOf, searchStandings, trialsText } from '../searchFacts.ts';
import { terminalTable } from './terminalTable.ts';

const BEST_SHOWN = 5;

/** Whether what a sweep runs next follows from what its runs end with. */
export const hasSearch = ({ spec }: Pick<SweepSummary, 'spec'>): boolean =>
  Object.values(getPath(spec ?? {}, 'parts') ?? {}).some(
    (part) => getPath(part, 'search') !== undefined || getPath(part, 'boundary') !== undefined,
  );

/** How many trials have stopped at rungs, with all their runs. */
export const prunedTrials = (store: ReadOnlyStore, sweepId: number, spec: unknown): number =>
  searchStandings(store, sweepId, spec).reduce((sum, { counts }) => sum + counts.pruned, 0);

/** `Best of 30 trials of tune: trial 17, test_mse 0.082 (init.std=0.01)`, for each search, and where its grid has no more. */
export const bestLines = (store: ReadOnlyStore, sweepId: number, spec: unknown): string[] =>
  searchStandings(store, sweepId, spec).flatMap((standing) => [
    bestLine(store, sweepId, standing),
    ...gridEndLines(standing),
  ]);

function bestLine(store: ReadOnlyStore, sweepId: number, standing: SearchStanding): string {
  const { part, trials, ranked } = standing;
  const [best] = ranked;
  const of = `Best of ${countOf(trials.length, 'trial')} of ${part}: `;
  if (best === undefined) return `${of}none has ended with ${metricOf(standing)}.`;
  const cell = store.cellValues(sweepId, part, [best.cell]);
  return `${of}trial ${best.number}, ${metricOf(standing)} ${formatNumber(best.objective)} (${cell.map(valueText).join(', ')})`;
}

/** A grid may have fewer points than trials were asked for. */
const gridEndLines = ({ part, search, trials, left }: SearchStanding): string[] =>
  search.sampler === 'grid' && left === 0 && trials.length < search.trials
    ? [
        `The search of ${part} has ended with ${trials.length} of ${search.trials} trials: a grid has every point once.`,
      ]
    : [];

const valueText = ({ name, value }: Pick<CellValue, 'name' | 'value'>): string => `${name}=${value}`;

/** A line and a table of the best trials for each search, and what is missing of it; none for a sweep without any. */
export const searchTables = (
  store: ReadOnlyStore,
  { id, spec, status }: Pick<SweepSummary, 'id' | 'spec' | 'status'>,
): string[] =>
  searchStandings(store, id, spec).map((standing) => {
    const { part, search, ranked, counts, left } = standing;
    const head = `${part}: ${goalOf(standing)} ${metricOf(standing)}, ${search.sampler}, ${trialsText(standing)}`;
    const missing = left > 0 && status === 'interrupted' ? missingText(standing, { store, id }) : '';
    const pruned = counts.pruned > 0 ? prunedText(standing, { store, id }) : '';
    const notes = [missing, pruned, ...gridEndLines(standing)]
      .filter((note) => note !== '')
      .map((note) => `\n${note}`);
    if (ranked.length === 0) return [head, ...notes].join('');
    const { axes, trials } = bestTrials(store, id, standing, BEST_SHOWN);
    const rows = trials.map(({ number, objective, values }) => [number, objective, ...values]);
    return `${[head, ...notes].join('')}\n\n${terminalTable(['trial', metricOf(standing), ...axes], rows)}`;
  });

interface Place {
  readonly store: ReadOnlyStore;
  readonly id: number;
}

function missingText({ left }: SearchStanding, { store, id }: Place): string {
  const fill = ranksweepCommand(['fill', sweepAddress(id)], store.path);
  return `${countOf(left, 'trial')} ${left === 1 ? 'is' : 'are'} not asked for yet; ${fill} goes on with them.`;
}

/** What became of those that stopped at rungs. Some may have ended all the same: promoted, or with runs that were there already. */
function prunedText(standing: SearchStanding, { store, id }: Place): string {
  const { search, trials } = standing;
  const sign = search.minimize === undefined ? -1 : 1;
  const pruned = trials.filter(({ state }) => state === 'pruned');
  const [paused, ended] = [pruned.filter(isPaused), pruned.filter((trial) => !isPaused(trial))];
  const texts: string[] = [];
  if (paused.length > 0) {
    const promote = ranksweepCommand(['promote', sweepAddress(id)], store.path);
    texts.push(
      `${countOf(paused.length, 'pruned trial')} ${paused.length === 1 ? 'waits' : 'wait'} at a rung; ${promote} has them go on.`,
    );
  }
  const [best] = ended.toSorted((a, b) => sign * (a.objective! - b.objective!));
  if (best !== undefined) {
    texts.push(
      `${countOf(ended.length, 'pruned trial')} ${ended.length === 1 ? 'has' : 'have'} ended all the same, at best with ` +
        `${metricOf(standing)} ${formatNumber(best.objective!)} (trial ${best.number}).`,
    );
  }
  return texts.join(' ');
}

const isPaused = ({ objective }: StoredTrial): boolean => objective === null;

/** The same as programs read it. */
export const searchesJson = (
  store: ReadOnlyStore,
  { id, spec }: Pick<SweepSummary, 'id' | 'spec'>,
): object[] =>
  searchStandings(store, id, spec).map((standing) => {
    const { part, search, trials, counts, left, ranked, rungs, next } = standing;
    const [best] = ranked;
    const axes = best && store.cellValues(id, part, [best.cell]).map(({ name, value }) => [name, value]);
    return {
      part,
      goal: goalOf(standing),
      objective: metricOf(standing),
      summary: search.summary,
      sampler: search.sampler,
      pruner: search.pruner?.kind ?? null,
      trials: search.trials,
      asked: trials.length,
      left,
      states: counts,
      best:
        best === undefined
          ? null
          : { trial: best.number, objective: best.objective, axes: Object.fromEntries(axes!) },
      rungs,
      next: next === undefined ? null : { trial: next.number, after: next.after ?? null },
    };
  });

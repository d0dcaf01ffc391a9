/** Trials that were pruned and go on after all: their runs go on from where they paused, to their end. */
import { InputError } from '@ranksweep/core';
import { Measure, type AxisValue, type Cell, type SearchSpec } from '@ranksweep/kinds';
import { isDamaged, type NewTrial, type RunStatus, type Store, type StoredTrial } from '@ranksweep/store';
import type { ExpandedRun, ExpandedSweep } from '@ranksweep/sweep';
import { trialResult, type RunResult } from './study/trialResult.ts';

/** A trial that was pruned, with its runs by seed, and is not through: it can go on, or has ended and its objective was not noted. */
export interface PrunedTrial {
  readonly trial: StoredTrial;
  readonly cell: Cell;
  readonly runs: readonly ExpandedRun[];
  readonly runIds: readonly number[];
  /** Whether one of its runs has not come to its end. */
  readonly canGoOn: boolean;
}

type Place = Pick<Store, 'trials' | 'runsAsAsked' | 'cellValues'>;

/**
 * Those of a sweep that came farthest first. All runs of some may have ended since they were pruned: in another sweep, or for a promotion that was
 * killed before it could note what they ended with.
 * @param sweep as `expandStored` has it
 * @throws InputError if it has no search, or if a configuration is damaged
 */
export function prunedTrials(store: Place, sweep: ExpandedSweep, sweepId: number): PrunedTrial[] {
  const { parts } = sweep.spec;
  if (Object.values(parts).every(({ search }) => search === undefined))
    throw new InputError(`${sweep.name}: expected a sweep with a search, found one without`);
  const rows = Map.groupBy(store.runsAsAsked(sweepId), ({ part, cell }) => `${part} ${cell}`);
  const pruned = store.trials(sweepId).filter(({ state }) => state === 'pruned');
  const cells = new Map(
    [...new Set(pruned.map(({ part }) => part))].map((part) => [
      part,
      cellsOf(store, sweepId, part, parts[part]!.search!),
    ]),
  );
  return pruned
    .filter(({ part, cell, objective }) => {
      const own = rows.get(`${part} ${cell}`) ?? [];
      if (own.some(({ status }) => !hasEnded(status))) return true;
      return objective === null && own.length > 0 && !own.some(isDamaged);
    })
    .map((trial): PrunedTrial => {
      const { part } = trial;
      const cell = cells.get(part)!.get(trial.cell) ?? {};
      const own = rows.get(`${part} ${trial.cell}`) ?? [];
      const runs = own.map((row): ExpandedRun => {
        if (!isDamaged(row)) return { part, cell, config: row.config };
        throw new InputError(
          `run ${row.runId}: ${row.damage}; \`ranksweep retry --damaged\` computes it anew`,
        );
      });
      return {
        trial,
        cell,
        runs,
        runIds: own.map(({ runId }) => runId),
        canGoOn: own.some(({ status }) => !hasEnded(status)),
      };
    })
    .toSorted((a, b) => (b.trial.rung ?? 0) - (a.trial.rung ?? 0));
}

const hasEnded = (status: RunStatus): boolean => status === 'done' || status === 'diverged';

/** The cells of a part by number, with their values as the search has them: the database knows lists and truth values as text. */
function cellsOf(
  store: Place,
  sweepId: number,
  part: string,
  { space }: SearchSpec,
): Map<number, Record<string, AxisValue>> {
  const cells = new Map<number, Record<string, AxisValue>>();
  for (const { cell, name, value } of store.cellValues(sweepId, part)) {
    const values = cells.get(cell) ?? {};
    const isStoredAs = (choice: AxisValue): boolean =>
      (typeof choice === 'number' || typeof choice === 'string' ? choice : JSON.stringify(choice)) === value;
    values[name] = space[name]?.choices?.find(isStoredAs) ?? value;
    cells.set(cell, values);
  }
  return cells;
}

/** What such a trial has come to by now: its objective, once all of its runs have ended. */
export function promotedTrial(
  store: Pick<Store, 'run' | 'finals'>,
  { trial: { number, state, rung }, cell, runs, runIds }: PrunedTrial,
  search: SearchSpec,
): NewTrial {
  const measure = new Measure((search.minimize ?? search.maximize)!);
  const ends = runIds.map((runId, i): RunResult | undefined => {
    const { status, iterations = 0 } = store.run(runId) ?? {};
    if (status === 'diverged' || status === 'failed') return { status, value: NaN };
    if (status !== 'done') return undefined;
    const finals = store.finals(runId);
    const value = measure.valueOf({
      metric: (name) => finals.get(name),
      config: () => runs[i]!.config,
      iterations,
    });
    return { status, value: value ?? NaN };
  });
  const have = ends.filter((end) => end !== undefined);
  const objective = have.length < ends.length ? null : trialResult(have, search).objective;
  return { number, cell, state, rung, objective };
}

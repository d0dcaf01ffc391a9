/** What a sweep asks for and does not have. */
import { trajectoryHash } from '@ranksweep/kinds';
import { isSound, type ReadOnlyStore, type RunStatus, type SweepRunRow } from '@ranksweep/store';
import type { ExpandedRun, ExpandedSweep } from '../definition/expand.ts';
import { withProgress, type PhaseObserver } from '../phase.ts';
import { actionFor } from './planRuns.ts';

export interface Hole {
  readonly run: Pick<ExpandedRun, 'part' | 'cell'> & { readonly config: { readonly seed: number } };
  /** As the store has it; undefined where it does not. */
  readonly row: SweepRunRow | undefined;
  /**
   * `missing`: not in the store; `short`: it has ended, and with less than is asked for; `damaged`: its configuration is none,
   * so that nobody knows what it has recorded; `skipped`: the sweep does not try it, for the reason that the error names; `pruned`: its
   * trial is, and its search wants no more of it.
   */
  readonly state: Exclude<RunStatus, 'done' | 'diverged'> | 'missing' | 'short' | 'damaged';
}

/**
 * The runs that repeating the sweep would compute, or wait for; those that it skips or has pruned, too. Runs that searches have not
 * asked for yet are none of them: nobody knows which they are.
 */
export function findHoles(
  store: ReadOnlyStore,
  sweepId: number,
  sweep: ExpandedSweep,
  observer?: PhaseObserver,
): Hole[] {
  // Of one trajectory there may be several, each of another arithmetic: any will do.
  const skips = store.skippedRuns(sweepId);
  const asSkipped = (row: SweepRunRow): SweepRunRow => {
    const skip = skips.get(row.runId);
    return skip === undefined ? row : { ...row, status: 'skipped', error: skip.reason };
  };
  const rows = Map.groupBy(store.runsOfSweep(sweepId).map(asSkipped), (row) => row.trajectoryHash);
  const ofGrid = Array.from(withProgress('looking for runs', sweep.runs, observer), (run): Hole[] => {
    const found = rows.get(trajectoryHash(run.config)) ?? [undefined];
    const states = found.map((row) => stateOf(row, run));
    const [row] = found;
    const [state] = states;
    return state === undefined || states.includes(undefined) ? [] : [{ run, row, state }];
  }).flat();
  return [...ofGrid, ...holesOfSearches(store, sweepId, sweep)];
}

/** Runs that searches have asked for. */
function holesOfSearches(store: ReadOnlyStore, sweepId: number, { spec }: ExpandedSweep): Hole[] {
  const parts = Object.entries(spec.parts).flatMap(([part, { search, boundary }]) =>
    search === undefined && boundary === undefined ? [] : [part],
  );
  if (parts.length === 0) return [];
  const pruned = store.prunedRuns(sweepId);
  const isSearched = new Set(parts);
  const open = store
    .runsOfSweep(sweepId)
    .filter(({ part, status }) => isSearched.has(part) && status !== 'done' && status !== 'diverged');
  return parts.flatMap((part): Hole[] => {
    const own = open.filter((row) => row.part === part);
    const values = store.cellValues(sweepId, part, [...new Set(own.map(({ cell }) => cell))]);
    const cells = Map.groupBy(values, ({ cell }) => cell);
    return own.map((row): Hole => {
      const cell = Object.fromEntries((cells.get(row.cell) ?? []).map(({ name, value }) => [name, value]));
      const isPruned = row.status === 'pending' && pruned.has(row.runId);
      const state = isPruned ? 'pruned' : isSound(row) ? (row.status as Hole['state']) : 'damaged';
      return { run: { part, cell, config: { seed: row.seed } }, row, state };
    });
  });
}

function stateOf(row: SweepRunRow | undefined, { config }: ExpandedRun): Hole['state'] | undefined {
  if (row === undefined) return 'missing';
  if (!isSound(row)) return 'damaged';
  if (row.status !== 'done' && row.status !== 'diverged') return row.status;
  return actionFor(row, config) === 'reuse' ? undefined : 'short';
}

/** What a sweep asks for and does not have. */
import { trajectoryHash } from '@ranksweep/core';
import type { ReadOnlyStore, RunStatus, SweepRunRow } from '@ranksweep/store';
import type { ExpandedRun, ExpandedSweep } from './definition/expand.ts';
import { actionFor } from './planRuns.ts';

export interface Hole {
  readonly run: ExpandedRun;
  /** As the store has it; undefined where it does not. */
  readonly row: SweepRunRow | undefined;
  /** `missing`: not in the store; `short`: it has ended, and with less than is asked for. */
  readonly state: Exclude<RunStatus, 'done' | 'diverged'> | 'missing' | 'short';
}

/** The runs that repeating the sweep would compute, or wait for. */
export function findHoles(store: ReadOnlyStore, sweepId: number, sweep: ExpandedSweep): Hole[] {
  const rows = new Map(store.runsOfSweep(sweepId).map((row) => [row.trajectoryHash, row]));
  return sweep.runs.flatMap((run) => {
    const row = rows.get(trajectoryHash(run.config));
    const state = stateOf(row, run);
    return state === undefined ? [] : [{ run, row, state }];
  });
}

function stateOf(row: SweepRunRow | undefined, { config }: ExpandedRun): Hole['state'] | undefined {
  if (row === undefined) return 'missing';
  if (row.status !== 'done' && row.status !== 'diverged') return row.status;
  return actionFor(row, config) === 'reuse' ? undefined : 'short';
}

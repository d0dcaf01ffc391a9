/** `ranksweep promote`: trials that a search has pruned go on to their end. */
import { InputError } from '@ranksweep/core';
import { prunedTrials, promotedTrial, type PrunedTrial } from '@ranksweep/search';
import { resolveRunsOfSweep, sweepText, type RunsOfSweep, type Store } from '@ranksweep/store';
import { enginesOfSweep, expandStored, type ExpandedSweep } from '@ranksweep/sweep';
import { GRID } from '@ranksweep/sweep/defaults';
import { countOf } from '@ranksweep/text';
import { computeAndReport } from '../computeAndReport.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { requireLimits } from '../limits/shortages.ts';
import { wholeNumber } from '../optionValues.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { print } from '../render/print.ts';
import { runSettings } from '../runSettings.ts';
import { openPatiently } from '../waiting.ts';
import { requireDatabase } from '../withStore.ts';
import type { AgainOptions } from './again.ts';

export interface PromoteOptions extends AgainOptions {
  readonly farthest?: string;
}

/** @throws InputError for a sweep without a search, and for runs of trials that were not pruned */
export async function promote(address: string, options: PromoteOptions): Promise<ExitStatus> {
  const { db } = options;
  requireDatabase(db);
  const store = await openPatiently(db);
  try {
    const found = resolveRunsOfSweep(store, address, 'promote');
    const sweep = await withPhaseProgress((observer) => expandStored(found.sweep, observer));
    const trials = chosenTrials(prunedTrials(store, sweep, found.sweep.id), found, options);
    if (trials.length === 0) {
      print(`Nothing to promote: no trial of ${sweepText(found.sweep)} was pruned and can go on.`);
      return exitStatus.ok;
    }
    const promoted = { ...sweep, runs: trials.flatMap(({ runs }) => runs) };
    const settings = await runSettings(options, promoted, () => enginesOfSweep(store, found.sweep.id));
    requireLimits({ lanes: settings.lanes.length, db });
    print(
      `${countOf(trials.length, 'trial')} of ${sweepText(found.sweep)} ${trials.length === 1 ? 'goes' : 'go'} on.`,
    );
    const status = await computeAndReport(store, promoted, { settings: { ...settings, source: GRID }, db });
    note(store, sweep, found.sweep.id, trials);
    return status;
  } finally {
    store.close();
  }
}

function chosenTrials(
  pruned: readonly PrunedTrial[],
  { sweep, runIds }: RunsOfSweep,
  { farthest }: PromoteOptions,
): readonly PrunedTrial[] {
  const most = farthest === undefined ? Infinity : wholeNumber('--farthest', farthest, 1);
  if (runIds === undefined) return pruned.slice(0, most);
  const other = runIds.find((runId) => !pruned.some((trial) => trial.runIds.includes(runId)));
  if (other === undefined)
    return pruned.filter((trial) => trial.runIds.some((runId) => runIds.includes(runId)));
  throw new InputError(
    `promote: expected runs of trials that were pruned, found run:${other} of ${sweepText(sweep)}`,
  );
}

/** What the trials have ended with stands in their rows. They stay what the search has made of them: pruned. */
function note(store: Store, { spec }: ExpandedSweep, sweepId: number, trials: readonly PrunedTrial[]): void {
  for (const [part, own] of Map.groupBy(trials, ({ trial }) => trial.part)) {
    const { search } = spec.parts[part]!;
    store.recordTrials(
      sweepId,
      part,
      own.map((trial) => promotedTrial(store, trial, search!)),
    );
  }
}

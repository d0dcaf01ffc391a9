/** `ranksweep promote`: trials that a search has pruned go on to their end. */
import { InputError } from '@ranksweep/core';
import { prunedTrials, promotedTrial, type PrunedTrial } from '@ranksweep/search';
import { resolveRunsOfSweep, sweepText, type NewTrial, type RunsOfSweep, type Store } from '@ranksweep/store';
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
import { openPatiently, patiently } from '../waiting.ts';
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
    const pruned = prunedTrials(store, sweep, found.sweep.id);
    const trials = chosenTrials(pruned, found, options);
    const ended = pruned.filter(({ canGoOn }) => !canGoOn);
    const late = await note(store, sweep, found.sweep.id, ended);
    if (late > 0) {
      print(
        `${countOf(late, 'trial')} of ${sweepText(found.sweep)} had come to ${late === 1 ? 'its end' : 'their ends'}, which is noted now.`,
      );
    }
    if (trials.length === 0) {
      const these = found.runIds === undefined ? '' : ' with these runs';
      print(`Nothing to promote: no trial of ${sweepText(found.sweep)}${these} was pruned and can go on.`);
      return exitStatus.ok;
    }
    const promoted = { ...sweep, runs: trials.flatMap(({ runs }) => runs) };
    const settings = await runSettings(options, promoted, () => enginesOfSweep(store, found.sweep.id));
    requireLimits({ lanes: settings.lanes.length, db });
    print(
      `${countOf(trials.length, 'trial')} of ${sweepText(found.sweep)} ${trials.length === 1 ? 'goes' : 'go'} on.`,
    );
    const status = await computeAndReport(store, promoted, { settings: { ...settings, source: GRID }, db });
    await note(store, sweep, found.sweep.id, trials);
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
  const open = pruned.filter(({ canGoOn }) => canGoOn);
  if (runIds === undefined) return open.slice(0, most);
  const other = runIds.find((runId) => !pruned.some((trial) => trial.runIds.includes(runId)));
  if (other === undefined)
    return open.filter((trial) => trial.runIds.some((runId) => runIds.includes(runId)));
  throw new InputError(
    `promote: expected runs of trials that were pruned, found run:${other} of ${sweepText(sweep)}`,
  );
}

/**
 * What the trials have ended with stands in their rows. They stay what the search has made of them: pruned.
 * @returns how many have an objective
 */
function note(
  store: Store,
  { spec }: ExpandedSweep,
  sweepId: number,
  trials: readonly PrunedTrial[],
): Promise<number> {
  const rows = trials.map((trial): [part: string, row: NewTrial] => {
    const { part } = trial.trial;
    return [part, promotedTrial(store, trial, spec.parts[part]!.search!)];
  });
  const ended = rows.filter(([, { objective }]) => objective !== null);
  const write = (): number => {
    // The search may go on elsewhere, and have let one go on by itself.
    const states = new Map(
      store.trials(sweepId).map(({ part, number, state }) => [`${part} ${number}`, state]),
    );
    const pruned = ended.filter(([part, { number }]) => states.get(`${part} ${number}`) === 'pruned');
    for (const [part, own] of Map.groupBy(pruned, ([name]) => name)) {
      store.recordTrials(
        sweepId,
        part,
        own.map(([, row]) => row),
      );
    }
    return pruned.length;
  };
  return ended.length === 0 ? Promise.resolve(0) : patiently(() => store.transaction(write));
}

/** `ranksweep fill`, `retry` and `extend`: sweeps of the database, asked for again. */
import type { Store, SweepSummary } from '@ranksweep/store';
import {
  discardDamaged,
  engineOfSweep,
  expandStored,
  extendStored,
  type ExpandedSweep,
} from '@ranksweep/sweep';
import { computeAndReport, type Only } from '../computeAndReport.ts';
import type { ExitStatus } from '../exitStatus.ts';
import { requireLimits } from '../limits/shortages.ts';
import { wholeNumber } from '../optionValues.ts';
import { startProgress } from '../render/progressLine.ts';
import { requireSweep } from '../requireSweep.ts';
import { runSettings, type RunSettingOptions } from '../runSettings.ts';
import { openPatiently, patience } from '../waiting.ts';
import { requireDatabase } from '../withStore.ts';

export interface AgainOptions extends RunSettingOptions {
  readonly db: string;
}

/** Computes what a sweep lacks, without the words that it was first asked for by. */
export const fill = (word: string, options: AgainOptions): Promise<ExitStatus> =>
  again(word, 'fill', options, expandStored);

/** Computes runs once more: those that have failed, or those that are damaged. */
export const retry = (
  word: string,
  { damaged, ...options }: AgainOptions & { readonly damaged?: true },
): Promise<ExitStatus> => again(word, 'retry', options, expandStored, damaged ? retryDamaged : retryFailed);

const retryFailed = (): Only => ({
  isWanted: ({ status }) => status === 'failed',
  none: 'no run of it has failed',
});

async function retryDamaged(store: Store, sweepId: number, sweep: ExpandedSweep): Promise<Only> {
  const progress = startProgress();
  try {
    const { sound } = await discardDamaged(store, sweepId, sweep, {
      patience,
      onProgress: (done, of) => progress.show(`checking runs: ${done} of ${of}`),
    });
    return { isWanted: ({ runId }) => !sound.has(runId), none: 'every run of it is as it was written' };
  } finally {
    progress.stop();
  }
}

/** Has runs that reached their limit go on from their final state, to another one. */
export function extend(
  word: string,
  options: AgainOptions & { readonly maxIterations: string },
): Promise<ExitStatus> {
  const limit = wholeNumber('--max-iterations', options.maxIterations, 1);
  return again(word, 'extend', options, (sweep) => extendStored(sweep, limit));
}

/** @throws InputError when there is no such sweep, or it is none that can be run */
async function again(
  word: string,
  command: string,
  options: AgainOptions,
  expand: (sweep: SweepSummary) => Promise<ExpandedSweep>,
  choose?: (store: Store, sweepId: number, sweep: ExpandedSweep) => Only | Promise<Only>,
): Promise<ExitStatus> {
  const { db } = options;
  requireDatabase(db);
  const store = await openPatiently(db);
  try {
    const stored = requireSweep(store, word, command);
    const settings = runSettings(options, () => engineOfSweep(store, stored.id));
    requireLimits({ lanes: settings.lanes, db });
    const sweep = await expand(stored);
    const only = await choose?.(store, stored.id, sweep);
    return await computeAndReport(store, sweep, { settings, db, only });
  } finally {
    store.close();
  }
}

/** `ranksweep fill`, `retry` and `extend`: sweeps of the database, asked for again. */
import { resolveSweep, type Store, type SweepSummary } from '@ranksweep/store';
import {
  discardDamaged,
  engineOfSweep,
  expandStored,
  extendStored,
  type ExpandedSweep,
  type PhaseObserver,
} from '@ranksweep/sweep';
import { computeAndReport, type Only } from '../computeAndReport.ts';
import type { ExitStatus } from '../exitStatus.ts';
import { requireLimits } from '../limits/shortages.ts';
import { wholeNumber } from '../optionValues.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
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
  const { sound } = await withPhaseProgress((observer) =>
    discardDamaged(store, sweepId, sweep, {
      patience,
      onProgress: (done, of) => observer('checking runs', done, of),
    }),
  );
  return { isWanted: ({ runId }) => !sound.has(runId), none: 'every run of it is as it was written' };
}

/** Has runs that reached their limit go on from their final state, to another one. */
export function extend(
  word: string,
  options: AgainOptions & { readonly maxIterations: string },
): Promise<ExitStatus> {
  const limit = wholeNumber('--max-iterations', options.maxIterations, 1);
  return again(word, 'extend', options, (sweep, observer) => extendStored(sweep, limit, observer));
}

/** @throws InputError when there is no such sweep, or it is none that can be run */
async function again(
  word: string,
  command: string,
  options: AgainOptions,
  expand: (sweep: SweepSummary, observer: PhaseObserver) => Promise<ExpandedSweep>,
  choose?: (store: Store, sweepId: number, sweep: ExpandedSweep) => Only | Promise<Only>,
): Promise<ExitStatus> {
  const { db } = options;
  requireDatabase(db);
  const store = await openPatiently(db);
  try {
    const stored = resolveSweep(store, word, command);
    const settings = await runSettings(options, () => engineOfSweep(store, stored.id));
    requireLimits({ lanes: settings.lanes.length, db });
    const sweep = await withPhaseProgress((observer) => expand(stored, observer));
    const only = await choose?.(store, stored.id, sweep);
    return await computeAndReport(store, sweep, { settings, db, only });
  } finally {
    store.close();
  }
}

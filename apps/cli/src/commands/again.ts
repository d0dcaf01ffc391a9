/** `ranksweep fill`, `retry` and `extend`: sweeps of the database, asked for again. */
import {
  resolveRunsOfSweep,
  resolveSweep,
  type RunsOfSweep,
  type Store,
  type SweepSummary,
} from '@ranksweep/store';
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
export const fill = (address: string, options: AgainOptions): Promise<ExitStatus> =>
  again(options, {
    find: (store) => resolveRunsOfSweep(store, address, 'fill'),
    expand: expandStored,
  });

/** Computes runs once more: those that have failed, or those that are damaged. */
export const retry = (
  address: string,
  { damaged, ...options }: AgainOptions & { readonly damaged?: true },
): Promise<ExitStatus> =>
  again(options, {
    find: (store) => resolveRunsOfSweep(store, address, 'retry'),
    expand: expandStored,
    choose: damaged ? retryDamaged : () => failedRuns,
  });

const failedRuns: Only = {
  isWanted: ({ status }) => status === 'failed',
  none: 'no run of it has failed',
};

async function retryDamaged(
  store: Store,
  { sweep, runIds }: RunsOfSweep,
  expanded: ExpandedSweep,
): Promise<Only> {
  const { sound } = await withPhaseProgress((observer) =>
    discardDamaged(store, sweep.id, expanded, {
      runIds,
      patience,
      onProgress: (done, of) => observer('checking runs', done, of),
    }),
  );
  return { isWanted: ({ runId }) => !sound.has(runId), none: 'every run of it is as it was written' };
}

/** Has runs that reached their limit go on from their final state, to another one. */
export function extend(
  address: string,
  options: AgainOptions & { readonly maxIterations: string },
): Promise<ExitStatus> {
  const limit = wholeNumber('--max-iterations', options.maxIterations, 1);
  return again(options, {
    find: (store) => ({ sweep: resolveSweep(store, address, 'extend'), runIds: undefined }),
    expand: (sweep, observer) => extendStored(sweep, limit, observer),
  });
}

interface Again {
  readonly find: (store: Store) => RunsOfSweep;
  readonly expand: (sweep: SweepSummary, observer: PhaseObserver) => Promise<ExpandedSweep>;
  /** Which runs are computed. Default: all that the sweep lacks. */
  readonly choose?: (store: Store, found: RunsOfSweep, sweep: ExpandedSweep) => Only | Promise<Only>;
}

/** @throws InputError when there is no such sweep, or it is none that can be run */
async function again(options: AgainOptions, { find, expand, choose }: Again): Promise<ExitStatus> {
  const { db } = options;
  requireDatabase(db);
  const store = await openPatiently(db);
  try {
    const found = find(store);
    const settings = await runSettings(options, () => engineOfSweep(store, found.sweep.id));
    requireLimits({ lanes: settings.lanes.length, db });
    const sweep = await withPhaseProgress((observer) => expand(found.sweep, observer));
    const only = within(found, await choose?.(store, found, sweep));
    return await computeAndReport(store, sweep, { settings, db, only });
  } finally {
    store.close();
  }
}

const everyRun: Only = { isWanted: () => true, none: 'these runs are in the database already' };

/** Of the runs that were named, if any were. */
function within({ runIds }: RunsOfSweep, only: Only | undefined): Only | undefined {
  if (runIds === undefined) return only;
  const named = new Set(runIds);
  const { isWanted, none } = only ?? everyRun;
  return { isWanted: (run) => named.has(run.runId) && isWanted(run), none };
}

/** `ranksweep fill`, `retry` and `extend`: sweeps of the database, asked for again. */
import { InputError, type StopReason } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import { MOST_TRIALS } from '@ranksweep/kinds';
import {
  resolveRunsOfSweep,
  resolveSweep,
  sweepAddress,
  sweepText,
  type RunsOfSweep,
  type Store,
  type SweepSummary,
} from '@ranksweep/store';
import {
  discardDamaged,
  enginesOfSweep,
  expandStored,
  extendStored,
  findHoles,
  searchFurther,
  unitOf,
  type ExpandedSweep,
  type Limit,
  type PhaseObserver,
} from '@ranksweep/sweep';
import { computeAndReport, type Only } from '../computeAndReport.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { requireLimits } from '../limits/shortages.ts';
import { wholeNumber } from '../optionValues.ts';
import { hasSearch } from '../render/searchText.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { print } from '../render/print.ts';
import { runSettings, type RunSettingOptions } from '../runSettings.ts';
import { isOnSlurm } from '../slurm/isOnSlurm.ts';
import { refuseSlurmOptions, type SlurmOptions } from '../slurm/options.ts';
import { openPatiently, patience } from '../waiting.ts';
import { requireDatabase } from '../withStore.ts';

export interface AgainOptions extends RunSettingOptions, SlurmOptions {
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
    choose: damaged ? retryDamaged : retryFailed,
  });

/** Runs that have failed, and those that are skipped because of them: they follow where the others do not fail again. */
function retryFailed(store: Store, { sweep }: RunsOfSweep): Only {
  const skipped = store.skippedRuns(sweep.id);
  const isSkipped = (runId: number): boolean => {
    const skip = skipped.get(runId);
    return skip !== undefined && skip.rule !== 'rest-after-success';
  };
  return {
    isWanted: ({ runId, status }) => status === 'failed' || isSkipped(runId),
    none: 'no run of it has failed',
  };
}

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

export interface ExtendOptions extends AgainOptions {
  readonly maxIterations?: string;
  readonly maxEpochs?: string;
  readonly trials?: string;
}

/** Has runs that reached their limit go on from their final state, to another one; or searches, with more trials. */
export function extend(address: string, options: ExtendOptions): Promise<ExitStatus> {
  const find = (store: Store): RunsOfSweep => ({
    sweep: resolveSweep(store, address, 'extend'),
    runIds: undefined,
  });
  if (options.trials !== undefined) {
    refuseLimits(options);
    const trials = wholeNumber('--trials', options.trials, 1, MOST_TRIALS);
    return again(options, { find, expand: (sweep, observer) => searchFurther(sweep, trials, observer) });
  }
  const limit = limitOf(options);
  return again(options, {
    find,
    expand: (sweep, observer) => extendStored(sweep, limit, observer),
    nothing: (store, { sweep }, extended) => nothingToExtend(store, sweep, extended, limit),
  });
}

function refuseLimits({ maxIterations, maxEpochs }: ExtendOptions): void {
  if (maxIterations === undefined && maxEpochs === undefined) return;
  const beside = maxIterations === undefined ? '--max-epochs' : '--max-iterations';
  throw new InputError(
    `extend: expected --trials alone, found ${beside} beside it: what runs end with decides which trials follow`,
  );
}

function limitOf({ maxIterations, maxEpochs }: ExtendOptions): Limit {
  if ((maxIterations === undefined) === (maxEpochs === undefined)) {
    const found = maxEpochs === undefined ? 'none' : 'two';
    throw new InputError(
      `extend: expected one of --max-iterations, --max-epochs and --trials, found ${found}`,
    );
  }
  return maxEpochs === undefined
    ? { path: 'stop.maxIterations', value: wholeNumber('--max-iterations', maxIterations!, 1) }
    : { path: 'stop.maxEpochs', value: wholeNumber('--max-epochs', maxEpochs, 1) };
}

const ENDS = new Map<string | null, string>([
  ['loss', 'whose loss is low enough'],
  ['event', 'whose stop.when holds'],
  ['non-finite-loss', 'that diverged'],
  ['iteration-limit', 'that got so far'],
] satisfies [StopReason, string][]);

/** Runs that do not go on whatever their limit is: a sweep of these alone would be the same sweep under another number. */
function nothingToExtend(
  store: Store,
  sweep: SweepSummary,
  extended: ExpandedSweep,
  limit: Limit,
): string | undefined {
  if (findHoles(store, sweep.id, extended).length > 0) return undefined;
  const ends = Map.groupBy(
    store.runsOfSweep(sweep.id),
    ({ stopReason }) => ENDS.get(stopReason) ?? 'that ended',
  );
  const counts = [...ends].map(([end, { length }]) => `${length} ${end}`).join(', ');
  return `Nothing to extend: no run of ${sweepText(sweep)} would go on to ${limit.value} ${unitOf(limit)}; it has ${counts}.`;
}

interface Again {
  readonly find: (store: Store) => RunsOfSweep;
  readonly expand: (sweep: SweepSummary, observer: PhaseObserver) => Promise<ExpandedSweep>;
  /** Why nothing is to be done, not even a sweep to be stored. Undefined: there is something. */
  readonly nothing?: (store: Store, found: RunsOfSweep, sweep: ExpandedSweep) => string | undefined;
  /** Which runs are computed. Default: all that the sweep lacks. */
  readonly choose?: (store: Store, found: RunsOfSweep, sweep: ExpandedSweep) => Only | Promise<Only>;
}

/** @throws InputError when there is no such sweep, or it is none that can be run */
async function again(options: AgainOptions, { find, expand, nothing, choose }: Again): Promise<ExitStatus> {
  const { db } = options;
  requireDatabase(db);
  const store = await openPatiently(db);
  try {
    const found = find(store);
    refuseRunsOfSearch(found);
    const sweep = await withPhaseProgress((observer) => expand(found.sweep, observer));
    const usualEngines = (): readonly EngineName[] | undefined => enginesOfSweep(store, found.sweep.id);
    const byJobs = isOnSlurm(options.launcher);
    if (!byJobs) refuseSlurmOptions(options);
    const settings = byJobs ? undefined : await runSettings(options, sweep, usualEngines);
    if (settings !== undefined) requireLimits({ lanes: settings.lanes.length, db });
    const reason = nothing?.(store, found, sweep);
    if (reason !== undefined) {
      print(reason);
      return exitStatus.ok;
    }
    const only = within(found, await choose?.(store, found, sweep));
    if (settings !== undefined) return await computeAndReport(store, sweep, { settings, db, only });
    const engine = options.engine ?? usualEngines()?.join(',');
    const { submitFrom } = await import('../slurm/submit.ts');
    return await submitFrom(store, sweep, { ...options, ...(engine !== undefined && { engine }) }, only);
  } finally {
    store.close();
  }
}

/** What a search computes next follows from all of its runs. */
function refuseRunsOfSearch({ sweep, runIds }: RunsOfSweep): void {
  if (runIds === undefined || !hasSearch(sweep)) return;
  const address = sweepAddress(sweep.id);
  throw new InputError(
    `expected a sweep, found some runs of ${sweepText(sweep)}, which is a search: \`fill ${address}\` computes what is missing and goes on ` +
      `with the trials that follow; \`promote run:${runIds[0]}\` has a run go on that was pruned`,
  );
}

const everyRun: Only = { isWanted: () => true, none: 'these runs are in the database already' };

/** Of the runs that were named, if any were. */
function within({ runIds }: RunsOfSweep, only: Only | undefined): Only | undefined {
  if (runIds === undefined) return only;
  const named = new Set(runIds);
  const { isWanted, none } = only ?? everyRun;
  return { isWanted: (run) => named.has(run.runId) && isWanted(run), areNamed: true, none };
}

/**
 * Runs a sweep: registers its runs, gives the missing ones to lanes, and writes the results. Lanes compute, and only this thread
 * writes. Neither the number of lanes nor anything they do affects the results.
 */
import type { EventEmitter } from 'node:events';
import { CHECKPOINT_EVERY_MS, GRID, HANG_AFTER_MS, THREADS } from './defaults.ts';
import type { EngineName } from '@ranksweep/engine';
import { requireKept, type Store } from '@ranksweep/store';
import { checkSweep, type CheckedSweep } from './plan/checkSweep.ts';
import type { ExpandedRun, ExpandedSweep } from './definition/expand.ts';
import { executeJobs } from './schedule/executeJobs.ts';
import { GroupCommit } from './record/groupCommit.ts';
import { Dispatch } from './schedule/dispatch.ts';
import type { SweepContext } from './schedule/sweepContext.ts';
import type { NewRun } from './plan/job.ts';
import type { Added, SkippedJob, SourceFactory } from './schedule/source.ts';
import { requireObeyed, requireSource, sourceOf, withoutSkips } from './schedule/sources.ts';
import { Tally } from './schedule/tally.ts';
import { registerRuns } from './plan/registerRuns.ts';
import { lanesOn } from './launch/devices/chooseLanes.ts';
import type { LanePlace, Launcher } from './launch/launcher.ts';
import { createLauncher } from './launch/launchers.ts';
import type { RunOutcome, SweepObserver, SweepPlan } from './observer.ts';
import type { IsWanted } from './plan/planJobs.ts';
import { registerSweep } from './plan/registerSweep.ts';
import { SweepEngines } from './plan/sweepEngines.ts';
import { storeSink } from './record/storeSink.ts';
import { newSkip } from './schedule/newSkip.ts';
import { TrialNotes } from './record/trialNotes.ts';
import { provenance } from './record/provenance.ts';

/** How a sweep is run. */
export interface SweepOptions {
  /** The place of every lane, or a number of lanes on an engine's best device. */
  readonly lanes: readonly LanePlace[] | { readonly engine: EngineName; readonly count: number };
  /**
   * Which of the sweep's runs that have ended are reused: those in an arithmetic of a lane, or all, whatever computed them. Default:
   * `of lanes`.
   */
  readonly reuse?: 'of lanes' | 'all';
  /** A registered name that decides where lanes live. Default: threads of this process. */
  readonly launcher?: string;
  /** Decides where runs come from: a registered name, or what makes a source. Default: the sweep's grid, or its searches. */
  readonly source?: string | SourceFactory | undefined;
  /** Whether final parameters of finished runs are kept. Without them, a longer run has to start over. */
  readonly keepState: boolean;
  /** Which of the missing runs are computed; the others stay as they are. Default: all. */
  readonly isWanted?: IsWanted;
  /** Whether rules of axes leave runs out, see `SkipRule`. Default: `obeyed`. */
  readonly skips?: 'obeyed' | 'ignored';
  /** Default: `CHECKPOINT_EVERY_MS`. */
  readonly checkpointEveryMs?: number;
  /** How long a lane may be silent before it is ended and its run tried again. Default: `HANG_AFTER_MS`. */
  readonly hangAfterMs?: number;
  /** Stops every run where it is. Running the sweep again resumes it. */
  readonly signal?: AbortSignal;
  /** Its event `checkpoint` saves every run where it is. */
  readonly requests?: EventEmitter<{ checkpoint: [] }>;
  readonly observer?: SweepObserver;
}

/** What came of a sweep, as far as this process had to do with it. */
export interface SweepResult {
  readonly sweepId: number;
  readonly reused: number;
  readonly outcomes: Readonly<Record<RunOutcome['status'], number>>;
  readonly wallMs: number;
}

/**
 * Runs a sweep. When it resolves, what it has reported is in the file and can be read by others.
 * @throws InputError, before anything is written, if a configuration is inconsistent; and later, if the database, its log or rows
 *   of it are moved, deleted or overwritten during the sweep
 * @throws the signal's reason, with nothing written, if it is aborted while another program's lock keeps the sweep from beginning
 */
export async function runSweep(
  store: Store,
  sweep: ExpandedSweep,
  options: SweepOptions,
): Promise<SweepResult> {
  const startedAt = performance.now();
  const { source: asked = sourceOf(sweep), observer = {} } = options;
  const source = typeof asked === 'string' ? requireSource(asked) : asked;
  if (options.skips !== 'ignored') requireObeyed(asked, sweep);
  const checked = checkSweep(sweep, observer.phase);
  const places = await placesOf(options.lanes);
  const engines = SweepEngines.of(places);
  await engines.learn([...sweep.runs, ...sweep.examples]);
  const atOnce = mostToCompute(store, sweep, checked, engines);
  const launcher = createLauncher(options.launcher ?? THREADS, { places, atOnce }); // Threads start during registration.
  const { stopping, interrupt, stopListening } = listenTo(options, launcher);
  try {
    const writes = new GroupCommit({ store, onFailure: interrupt, onWaiting: waitWith(launcher, observer) });
    const { signal } = options;
    const { sweepId, jobs, reused, damaged } = await registerSweep(sweep, {
      store,
      writes,
      checked,
      engines,
      reuse: options.reuse,
      isWanted: options.isWanted,
      observer: observer.phase,
      signal,
    });
    observer.planned?.({
      sweepId,
      reused,
      toRun: jobs.map(({ run }) => run),
      damaged,
      lanes: places.length,
      progressAt: progressOf(store, sweepId),
    });
    const tally = new Tally();
    const reusedIds = new Set(reused.map(({ runId }) => runId));
    const notes = new TrialNotes({ store, writes, sweepId, observer });
    const place = { store, writes, sweepId, engines, signal };
    const register = async (runs: readonly NewRun[]): Promise<Added> => {
      const added = await registerRuns({ ...place, sweep }, runs);
      for (const run of added.reused) if (!tally.has(run)) reusedIds.add(run.runId);
      return { jobs: added.jobs, ended: added.reused, runs: added.runs };
    };
    const settle: SweepContext['settle'] = (run, outcome, attempt) => {
      tally.add(run, outcome, attempt?.held.attempt);
      dispatch.settled(run, outcome, attempt?.finals);
      observer.ended?.(run, outcome);
    };
    const skip = (skipped: readonly SkippedJob[]): void =>
      writes.add(() => {
        store.skipRuns(sweepId, skipped.map(newSkip));
        return () => {
          for (const { job, reason } of skipped) settle(job.run, { status: 'skipped', reason });
        };
      });
    const dispatch = new Dispatch(
      source,
      {
        sweep: options.skips === 'ignored' ? withoutSkips(sweep) : sweep,
        jobs,
        ended: reused,
        register,
        recordTrials: (part, trials) => notes.add(part, trials),
        isCalledOff: () => store.writtenStatus(sweepId) === 'cancelled',
        skip,
      },
      {
        store,
        observer,
        lanes: launcher.lanes,
        isInterrupted: () => launcher.signals.isInterrupted,
        onFailure: interrupt,
      },
    );
    stopping.addEventListener('abort', () => dispatch.interrupt());
    if (jobs.length > 0 || asked !== GRID) {
      await executeJobs({
        store,
        sink: storeSink(store),
        writes,
        launcher,
        dispatch,
        sweepId,
        engines,
        keepState: options.keepState,
        checkpointEveryMs: options.checkpointEveryMs ?? CHECKPOINT_EVERY_MS,
        hangAfterMs: options.hangAfterMs ?? HANG_AFTER_MS,
        observer,
        settle,
        ...provenance(),
      });
    }
    const end = launcher.signals.isInterrupted ? undefined : ({ searches: 'over' } as const);
    await writes.run(() => store.finishSweep(sweepId, end));
    requireKept(store.path, tally.ended);
    return {
      sweepId,
      reused: reusedIds.size,
      outcomes: tally.outcomes,
      wallMs: performance.now() - startedAt,
    };
  } finally {
    stopListening();
    await launcher.close();
  }
}

/** How many runs a sweep may have to compute. Those that follow from results are not known yet. */
function mostToCompute(
  store: Store,
  { runs, examples }: ExpandedSweep,
  { hashes }: CheckedSweep,
  engines: SweepEngines,
): number {
  if (examples.length > 0) return Infinity;
  const isThere = ({ config }: ExpandedRun, i: number): boolean =>
    engines.arithmeticsOf(config).some((arithmetic) => store.hasRun(hashes[i]!, arithmetic));
  return runs.length - runs.filter(isThere).length;
}

interface Listening {
  /** Aborted when the sweep is to stop, whoever wants it to. */
  readonly stopping: AbortSignal;
  readonly interrupt: () => void;
  readonly stopListening: () => void;
}

/** Passes on to lanes what the sweep is asked for from outside, and by itself with `interrupt`. */
function listenTo(
  { signal, requests }: Pick<SweepOptions, 'signal' | 'requests'>,
  launcher: Launcher,
): Listening {
  const stopping = new AbortController();
  stopping.signal.addEventListener('abort', () => launcher.signals.interrupt());
  const interrupt = (): void => stopping.abort();
  const requestCheckpoint = (): void => launcher.signals.requestCheckpoint();
  signal?.addEventListener('abort', interrupt);
  requests?.on('checkpoint', requestCheckpoint);
  if (signal?.aborted) interrupt();
  return {
    stopping: stopping.signal,
    interrupt,
    stopListening() {
      signal?.removeEventListener('abort', interrupt);
      requests?.off('checkpoint', requestCheckpoint);
    },
  };
}

const placesOf = async (lanes: SweepOptions['lanes']): Promise<readonly LanePlace[]> =>
  'engine' in lanes ? lanesOn(lanes.engine, lanes.count) : lanes;

const progressOf =
  (store: Store, sweepId: number): SweepPlan['progressAt'] =>
  (nowMs) => {
    try {
      return store.sweepProgress(sweepId, nowMs);
    } catch {
      return undefined; // The database is damaged, or already closed.
    }
  };

/** Lanes wait while nothing can be written, because their messages would fill the memory. */
const waitWith =
  (launcher: Launcher, observer: SweepObserver) =>
  (isWaiting: boolean): void => {
    if (isWaiting) launcher.signals.hold();
    else launcher.signals.release();
    observer.databaseLocked?.(isWaiting);
  };

/**
 * Runs a sweep: registers its runs, gives the missing ones to lanes, and writes the results. Lanes compute, and only this thread
 * writes. Neither the number of lanes nor anything they do affects the results.
 */
import type { EventEmitter } from 'node:events';
import { CHECKPOINT_EVERY_MS, GRID, HANG_AFTER_MS, THREADS } from './defaults.ts';
import { canonicalJson, sha256 } from '@ranksweep/core';
import { describeMetric, likenessOf } from '@ranksweep/kinds';
import { createEngine, type Device, type Engine, type EngineName } from '@ranksweep/engine';
import { requireKept, type Store } from '@ranksweep/store';
import { checkSweep } from './plan/checkSweep.ts';
import type { ExpandedSweep } from './definition/expand.ts';
import { executeJobs } from './schedule/executeJobs.ts';
import { GroupCommit } from './record/groupCommit.ts';
import { Dispatch } from './schedule/dispatch.ts';
import type { NewRun, Registered } from './schedule/source.ts';
import { requireSource } from './schedule/sources.ts';
import { Tally } from './schedule/tally.ts';
import { registerRuns } from './plan/registerRuns.ts';
import { advancesTogether, AUTO, laneDevices } from './launch/laneDevices.ts';
import type { Launcher } from './launch/launcher.ts';
import { createLauncher } from './launch/launchers.ts';
import type { RunOutcome, SweepObserver, SweepPlan } from './observer.ts';
import { planJobs, type IsWanted } from './plan/planJobs.ts';
import { storeSink } from './record/storeSink.ts';
import { provenance } from './record/provenance.ts';

export interface SweepOptions {
  readonly engine: EngineName;
  /** The device of every lane, or the number of lanes on the engine's best device. */
  readonly lanes: number | readonly Device[];
  /** A registered name that decides where lanes live. Default: threads of this process. */
  readonly launcher?: string;
  /** A registered name that decides where runs come from. Default: the sweep's grid. */
  readonly source?: string;
  /** Whether final parameters of finished runs are kept. Without them, a longer run has to start over. */
  readonly keepState: boolean;
  /** Which of the missing runs are computed; the others stay as they are. Default: all. */
  readonly isWanted?: IsWanted;
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
  const { engine: engineName, source: sourceName = GRID, observer = {} } = options;
  const source = requireSource(sourceName);
  const { hashes, metrics } = checkSweep(sweep, observer.phase);
  const engine = createEngine(engineName);
  const { arithmetic } = engine;
  const missing = hashes.filter((hash) => !store.hasRun(hash, arithmetic)).length;
  const devices = await devicesOf(engine, options.lanes);
  const lanes = devices.length;
  const launcher = createLauncher(options.launcher ?? THREADS, { devices, atOnce: missing }); // Threads start during registration.
  const stopping = new AbortController();
  stopping.signal.addEventListener('abort', () => launcher.signals.interrupt());
  const interrupt = (): void => stopping.abort();
  const requestCheckpoint = (): void => launcher.signals.requestCheckpoint();
  options.signal?.addEventListener('abort', interrupt);
  options.requests?.on('checkpoint', requestCheckpoint);
  if (options.signal?.aborted) interrupt();
  const tally = new Tally();
  try {
    const writes = new GroupCommit({ store, onFailure: interrupt, onWaiting: waitWith(launcher, observer) });
    const { signal } = options;
    const sweepId = await writes.run(() => {
      store.describeMetrics(metrics.map(describeMetric));
      return store.upsertSweep({
        name: sweep.name,
        definition: sweep.name,
        preset: sweep.preset,
        spec: sweep.spec,
        specHash: sha256(canonicalJson(sweep.spec)),
      });
    }, signal);
    const { jobs, reused, damaged } = await planJobs({
      store,
      writes,
      sweepId,
      runs: sweep.runs,
      hashes,
      arithmetic,
      isWanted: options.isWanted,
      observer: observer.phase,
      signal,
    });
    observer.planned?.({
      sweepId,
      reused,
      toRun: jobs.map(({ run }) => run),
      damaged,
      lanes,
      progressAt: progressOf(store, sweepId),
    });
    const place = { store, writes, sweepId, arithmetic, signal };
    const register = async (runs: readonly NewRun[]): Promise<Registered> => {
      const added = await registerRuns({ ...place, sweep, engine: engineName, devices }, runs);
      return { jobs: added.jobs, ended: added.reused };
    };
    const dispatch = new Dispatch(
      source,
      {
        sweep,
        lanes,
        jobs,
        ended: reused,
        likenessOf: devices.some(advancesTogether) ? likenessOf : undefined,
        register,
      },
      { store, observer, isInterrupted: () => launcher.signals.isInterrupted, onFailure: interrupt },
    );
    stopping.signal.addEventListener('abort', () => dispatch.interrupt());
    if (jobs.length > 0 || sourceName !== GRID) {
      await executeJobs({
        store,
        sink: storeSink(store),
        writes,
        launcher,
        dispatch,
        engine: engineName,
        keepState: options.keepState,
        checkpointEveryMs: options.checkpointEveryMs ?? CHECKPOINT_EVERY_MS,
        hangAfterMs: options.hangAfterMs ?? HANG_AFTER_MS,
        observer,
        settle(run, outcome, attempt) {
          tally.add(run, outcome, attempt);
          dispatch.settled(run, outcome);
          observer.ended?.(run, outcome);
        },
        ...provenance(),
      });
    }
    await writes.run(() => store.finishSweep(sweepId));
    requireKept(store.path, tally.ended);
    return {
      sweepId,
      reused: reused.length,
      outcomes: tally.outcomes,
      wallMs: performance.now() - startedAt,
    };
  } finally {
    options.signal?.removeEventListener('abort', interrupt);
    options.requests?.off('checkpoint', requestCheckpoint);
    await launcher.close();
  }
}

const devicesOf = async (engine: Engine, lanes: SweepOptions['lanes']): Promise<readonly Device[]> =>
  typeof lanes === 'number' ? laneDevices(engine, { device: AUTO, lanes, usualOnCpu: lanes }) : lanes;

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

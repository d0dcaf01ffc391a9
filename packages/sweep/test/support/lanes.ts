/** Sweeps on lanes with the batches, and the worker, that a test wants. */
import { type RunConfig } from '@ranksweep/core';
import { runNamer, trajectoryHash } from '@ranksweep/kinds';
import type { Store } from '@ranksweep/store';
import { onTestFinished } from 'vitest';
import type { ExpandedSweep } from '../../src/definition/expand.ts';
import { lanesOn } from '../../src/launch/devices/chooseLanes.ts';
import { executeJobs } from '../../src/schedule/executeJobs.ts';
import { GroupCommit } from '../../src/record/groupCommit.ts';
import { Dispatch } from '../../src/schedule/dispatch.ts';
import { GridSource } from '../../src/schedule/grid.ts';
import { ThreadLauncher } from '../../src/launch/threads/threadLauncher.ts';
import type { Launcher } from '../../src/launch/launcher.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../../src/observer.ts';
import { storeSink } from '../../src/record/storeSink.ts';
import { planJobs } from '../../src/plan/planJobs.ts';
import { SweepEngines } from '../../src/plan/sweepEngines.ts';
import { keptThreads } from './keptLanes.ts';

export interface LaneOptions {
  /** What each run is taken to cost, see `JobQueue`: 0 makes one batch of all, 1e12 a batch of each. */
  readonly cost: number;
  readonly lanes?: number;
  /** See `Job`; of every run. */
  readonly pauseAt?: number;
  readonly worker?: URL;
  readonly hangAfterMs?: number;
  /** What runs are stored under. Default: `trajectoryHash`. */
  readonly hashOf?: (config: RunConfig) => string;
  /** Called once all is planned. */
  readonly observe?: (launcher: Launcher, runs: readonly PlannedRun[]) => SweepObserver;
}

export interface Executed {
  readonly sweepId: number;
  /** In the order of the sweep's runs. */
  readonly runIds: readonly number[];
  /** In the same order; undefined where none was told. */
  readonly outcomes: readonly (RunOutcome | undefined)[];
}

/** As `runSweep`, for a sweep whose runs are all still to be computed. */
export async function execute(store: Store, sweep: ExpandedSweep, options: LaneOptions): Promise<Executed> {
  const { cost, pauseAt, lanes = 1, worker, hangAfterMs = 3_600_000 } = options;
  const { hashOf = trajectoryHash, observe } = options;
  const { name, preset, spec, runs } = sweep;
  const sweepId = store.upsertSweep({ name, definition: name, preset, spec, specHash: name });
  const hashes = runs.map(({ config }) => hashOf(config));
  const places = await lanesOn('wasm', lanes);
  const engines = SweepEngines.of(places);
  const launcher =
    worker === undefined
      ? keptThreads({ places, atOnce: lanes })
      : new ThreadLauncher({ places, atOnce: lanes, workerOf: () => worker, heapMib: 64 });
  onTestFinished(() => launcher.close());
  // A lane may have ended before its writes fail; it then waits for a batch, and only the dispatcher releases it.
  const interrupt = (): void => {
    launcher.signals.interrupt();
    dispatch.interrupt();
  };
  const writes = new GroupCommit({ store, onFailure: interrupt });
  const { jobs } = await planJobs({
    store,
    writes,
    sweepId,
    runs,
    hashes,
    engines,
    nameOf: runNamer(spec.parts),
  });
  const outcomes = new Map<number, RunOutcome>();
  const observer =
    observe?.(
      launcher,
      jobs.map(({ run }) => run),
    ) ?? {};
  const dispatch = new Dispatch(
    (source) => new GridSource(source),
    {
      sweep,
      jobs: jobs.map((job) => ({ ...job, cost, ...(pauseAt === undefined ? {} : { pauseAt }) })),
      ended: [],
      register: () => Promise.reject(new Error('a grid adds no runs')),
      recordTrials: () => {},
      isCalledOff: () => false,
      skip: () => {},
    },
    {
      store,
      observer,
      lanes: launcher.lanes,
      isInterrupted: () => launcher.signals.isInterrupted,
      onFailure: interrupt,
    },
  );
  const context = {
    store,
    sink: storeSink(store),
    launcher,
    writes,
    dispatch,
    checkpointEveryMs: Infinity,
    hangAfterMs,
    sweepId,
    engines,
    keepState: true,
    versions: {},
    gitSha: null,
    observer,
    settle: (run: PlannedRun, outcome: RunOutcome) => {
      const { runId } = run;
      if (outcomes.has(runId)) throw new Error(`run ${runId} ended twice`);
      outcomes.set(runId, outcome);
      dispatch.settled(run, outcome);
    },
  } as const;
  await executeJobs(context);
  const runIds = jobs.map(({ run }) => run.runId);
  return { sweepId, runIds, outcomes: runIds.map((runId) => outcomes.get(runId)) };
}

/** One batch on one lane: its runs are claimed together, computed one after the other, and written as they end. */
import type { EngineName } from '@ranksweep/engine';
import type { LaneRun, RunSink } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import { LEASE_MS } from '../record/attempt.ts';
import { BatchWriter } from '../record/batchWriter.ts';
import { earlierPoints } from '../record/earlierPoints.ts';
import { claimRuns, type ClaimedRun } from './claimRuns.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { Job, JobQueue } from './jobQueue.ts';
import type { LanePool } from '../launch/threads/lanePool.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import type { Provenance } from '../record/provenance.ts';
import { BatchSignals } from '../launch/signals.ts';
import { startWatchdog } from './watchdog.ts';

const RENEW_EVERY_MS = LEASE_MS / 4;

export interface SweepContext extends Provenance {
  readonly store: Store;
  /** The same store, as attempts see it. */
  readonly sink: RunSink;
  readonly writes: GroupCommit;
  readonly pool: LanePool;
  readonly queue: JobQueue;
  readonly engine: EngineName;
  /** Name of what computes. */
  readonly device: string;
  /** Whether final parameters are kept. */
  readonly keepState: boolean;
  readonly checkpointEveryMs: number;
  /** How long a lane may show no sign of life. */
  readonly hangAfterMs: number;
  readonly observer: SweepObserver;
  /**
   * Told of every run, once, when its outcome is in the store.
   * @param attempt the one that brought it about, if it is of this process
   */
  readonly settle: (run: PlannedRun, outcome: RunOutcome, attempt?: number) => void;
}

/**
 * Resolves when the lane is free again; the last writes may still wait for their commit. Failures of runs are outcomes.
 * @returns runs to be tried again, since their lane died
 * @throws when the store fails
 */
export async function executeBatch(
  context: SweepContext,
  jobs: readonly Job[],
  lane: string,
): Promise<readonly Job[]> {
  const { pool, engine, checkpointEveryMs, hangAfterMs } = context;
  const runs = await claimRuns(context, jobs, lane);
  if (runs.length === 0) return [];
  const signals = new BatchSignals(runs.map(({ key }) => key));
  const writer = new BatchWriter(context, runs, lane, signals);
  const renewal = setInterval(() => writer.renew(), RENEW_EVERY_MS);
  const end = new AbortController();
  const stopWatchdog = startWatchdog({
    batch: signals,
    lanes: pool.signals,
    hangAfterMs,
    onHang: () => end.abort(),
  });
  try {
    const task = await laneRuns(context.sink, runs, writer);
    await pool.run(
      { runs: task, engine, checkpointEveryMs, batchSignals: signals.memory },
      end.signal,
      (messages) => writer.receive(messages),
    );
    writer.giveBackRest(); // what it did not begin: it was interrupted
    return [];
  } catch (error) {
    return await writer.laneDied(end.signal.aborted ? hung(hangAfterMs) : (error as Error).message);
  } finally {
    stopWatchdog();
    clearInterval(renewal);
  }
}

/** As lanes are handed them. Those whose earlier points cannot be read fail. */
async function laneRuns(sink: RunSink, runs: readonly ClaimedRun[], writer: BatchWriter): Promise<LaneRun[]> {
  const task: LaneRun[] = [];
  for (const run of runs) {
    const { key, config, checkpoint } = run;
    try {
      task.push({ key, config, checkpoint, earlier: await earlierPoints(sink, run) });
    } catch (error) {
      writer.fail(run, error as Error);
    }
  }
  return task;
}

const hung = (ms: number): string => `no sign of life for ${Math.round(ms / 1000)} s`;

/** One batch on one lane: its runs are claimed together, computed one after the other, and written as they end. */
import type { EngineName } from '@ranksweep/engine';
import type { Store } from '@ranksweep/store';
import { LEASE_MS } from '../record/attempt.ts';
import { BatchWriter } from '../record/batchWriter.ts';
import { claimRuns } from './claimRuns.ts';
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
    const task = runs.map(({ key, config, checkpoint }) => ({ key, config, checkpoint }));
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

const hung = (ms: number): string => `no sign of life for ${Math.round(ms / 1000)} s`;

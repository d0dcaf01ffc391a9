/** One batch on one lane: its runs are claimed together, computed one after the other, and written as they end. */
import type { EngineName } from '@ranksweep/engine';
import type { Store } from '@ranksweep/store';
import { LEASE_MS } from '../record/attempt.ts';
import { BatchWriter } from '../record/batchWriter.ts';
import { claimRuns } from './claimRuns.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { Job, JobQueue } from './jobQueue.ts';
import type { Lane, Launcher } from '../launch/launcher.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import type { Provenance } from '../record/provenance.ts';
import { startWatchdog } from './watchdog.ts';

const RENEW_EVERY_MS = LEASE_MS / 4;

export interface SweepContext extends Provenance {
  readonly store: Store;
  readonly writes: GroupCommit;
  readonly launcher: Launcher;
  readonly queue: JobQueue;
  readonly engine: EngineName;
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
  lane: Lane,
): Promise<readonly Job[]> {
  const { launcher, engine, checkpointEveryMs, hangAfterMs } = context;
  const runs = await claimRuns(context, jobs, lane);
  if (runs.length === 0) return [];
  const writer = new BatchWriter(context, runs, lane.name, () => batch);
  const task = runs.map(({ key, config, checkpoint }) => ({ key, config, checkpoint }));
  const batch = launcher.start(lane, { runs: task, engine, checkpointEveryMs }, (messages) =>
    writer.receive(messages),
  );
  const renewal = setInterval(() => writer.renew(), RENEW_EVERY_MS);
  let hasHung = false;
  const stopWatchdog = startWatchdog({
    batch,
    lanes: launcher.signals,
    hangAfterMs,
    onHang() {
      hasHung = true;
      batch.kill();
    },
  });
  try {
    await batch.ended;
    writer.giveBackRest(); // what it did not begin: it was interrupted
    return [];
  } catch (error) {
    return await writer.laneDied(hasHung ? hung(hangAfterMs) : (error as Error).message);
  } finally {
    stopWatchdog();
    clearInterval(renewal);
  }
}

const hung = (ms: number): string => `no sign of life for ${Math.round(ms / 1000)} s`;

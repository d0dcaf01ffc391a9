/** One batch on one lane: its runs are claimed together, computed one after the other, and written as they end. */
import type { EngineName } from '@ranksweep/engine';
import type { Store } from '@ranksweep/store';
import { LEASE_MS } from './attempt.ts';
import { BatchWriter } from './batchWriter.ts';
import { claimRuns } from './claimRuns.ts';
import type { GroupCommit } from './groupCommit.ts';
import type { Job } from './jobQueue.ts';
import type { LanePool } from './lanePool.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from './observer.ts';
import type { Provenance } from './provenance.ts';

const RENEW_EVERY_MS = LEASE_MS / 4;

export interface SweepContext extends Provenance {
  readonly store: Store;
  readonly writes: GroupCommit;
  readonly pool: LanePool;
  readonly engine: EngineName;
  /** Name of what computes. */
  readonly device: string;
  /** Whether final parameters are kept. */
  readonly keepState: boolean;
  readonly observer: SweepObserver;
  /** Told of every run, once, when its outcome is in the store. */
  readonly settle: (run: PlannedRun, outcome: RunOutcome) => void;
}

/**
 * Resolves when the lane is free again; the last writes may still wait for their commit. Failures of runs are outcomes.
 * @returns runs to be tried again: their lane died, and which of them it died of is not known
 * @throws when the store fails
 */
export async function executeBatch(
  context: SweepContext,
  jobs: readonly Job[],
  lane: string,
): Promise<readonly Job[]> {
  const { pool, engine } = context;
  const runs = claimRuns(context, jobs, lane);
  if (runs.length === 0) return [];
  const startedAt = performance.now();
  const writer = new BatchWriter(context, runs, lane);
  const renewal = setInterval(() => writer.renew(), RENEW_EVERY_MS);
  try {
    const task = runs.map(({ config, checkpoint }) => ({ config, checkpoint }));
    await pool.run({ runs: task, engine, abandoned: writer.abandoned }, (messages) =>
      writer.receive(messages),
    );
    writer.conclude((attempt) => attempt.giveBack(0)); // those that it did not begin: it was interrupted
    return [];
  } catch (error) {
    if (runs.length > 1) return writer.giveBack();
    const message = error instanceof Error ? error.message : String(error);
    writer.conclude((attempt) => attempt.fail(message, performance.now() - startedAt));
    return [];
  } finally {
    clearInterval(renewal);
  }
}

/** Executes one batch on one lane. Its runs are claimed together, computed there, and written as they end. */
import { StorageError } from '@ranksweep/core';
import type { LaneRun } from '@ranksweep/run';
import { LEASE_MS } from '../record/attempt.ts';
import { BatchWriter } from './batchWriter.ts';
import type { BatchEnd } from './batchEnd.ts';
import { claimRuns, type ClaimedRun } from './claimRuns.ts';
import { prepareRun } from './prepareRun.ts';
import type { Job } from '../plan/job.ts';
import type { BatchAtWork, Lane } from '../launch/launcher.ts';
import type { SweepContext } from './sweepContext.ts';
import { startWatchdog } from './watchdog.ts';

const RENEW_EVERY_MS = LEASE_MS / 4;

/**
 * Resolves when the lane is free again; the last writes may still wait for their commit. A run that fails is an outcome, not an
 * error.
 * @throws if the store fails
 */
export async function executeBatch(
  context: SweepContext,
  jobs: readonly Job[],
  lane: Lane,
): Promise<BatchEnd> {
  try {
    return await executeClaimed(context, await claimRuns(context, jobs, lane), lane);
  } finally {
    context.dispatch.through(lane);
  }
}

const THROUGH: BatchEnd = { again: [] };

async function executeClaimed(
  context: SweepContext,
  claimed: readonly ClaimedRun[],
  lane: Lane,
): Promise<BatchEnd> {
  const { launcher, dispatch, checkpointEveryMs } = context;
  if (claimed.length === 0) return THROUGH;
  let batch: BatchAtWork | undefined;
  const writer = new BatchWriter(context, claimed, lane.name, () => batch!);
  const renewal = setInterval(() => writer.renew(), RENEW_EVERY_MS);
  try {
    try {
      const runs = await laneRuns(context, claimed, writer);
      batch = launcher.start(lane, { runs, checkpointEveryMs }, (messages) => writer.receive(messages));
      dispatch.atWork(lane, batch);
    } catch (error) {
      writer.giveBackRest(); // No lane has them.
      throw error;
    }
    return await untilEnd(context, batch, writer);
  } finally {
    clearInterval(renewal);
  }
}

async function untilEnd(
  { launcher, hangAfterMs }: SweepContext,
  batch: BatchAtWork,
  writer: BatchWriter,
): Promise<BatchEnd> {
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
    writer.giveBackRest(); // Runs that the lane did not begin because it was interrupted.
    return THROUGH;
  } catch (error) {
    return await writer.laneDied(hasHung ? hung(hangAfterMs) : (error as Error).message);
  } finally {
    stopWatchdog();
  }
}

/**
 * Prepares runs in the form that lanes are handed. Runs whose earlier points cannot be read fail.
 * @throws StorageError
 */
async function laneRuns(
  context: SweepContext,
  runs: readonly ClaimedRun[],
  writer: BatchWriter,
): Promise<LaneRun[]> {
  const task: LaneRun[] = [];
  for (const run of runs) {
    try {
      task.push(await prepareRun(context, run));
    } catch (error) {
      if (error instanceof StorageError) throw error; // This error says nothing about the run.
      writer.fail(run, error as Error);
    }
  }
  return task;
}

const hung = (ms: number): string => `no sign of life for ${Math.round(ms / 1000)} s`;

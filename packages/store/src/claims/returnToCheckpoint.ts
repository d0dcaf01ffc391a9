/** What a claimed run resumes from, and what is deleted of it therefore. */
import type { RunConfig } from '@ranksweep/core';
import { hasOpenMetrics } from '@ranksweep/kinds';
import type { Connection } from '../connection/connection.ts';
import { isSoundState, storedStates, type StoredState } from '../digests/checkpointDigest.ts';
import { keepPoints } from '../digests/keepPoints.ts';
import { isRecordSound } from '../digests/runRecord.ts';
import { storedGroup } from '../stored/storedJson.ts';
import type { Claimed } from './claim.ts';

/** Makes all points of the run invalid. They are left for `deleteLeftover`. */
export function deleteResults({ statement, runDigests }: Connection, runId: number): void {
  runDigests.set(runId, new Map());
  for (const table of ['finals', 'events', 'checkpoints', 'run_digests']) {
    statement(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
  }
  statement('UPDATE runs SET iterations = 0, wall_ms = 0, started_at = NULL WHERE id = ?').run(runId);
}

/**
 * Leaves what an uninterrupted run would have at the checkpoint's iteration. A dead attempt may have gone further, and under
 * another stop rule the run may never get there again.
 */
export function returnToCheckpoint(
  connection: Connection,
  runId: number,
  config: string,
): Omit<Claimed, 'attempt'> {
  if (!isRecordSound(connection, runId)) {
    deleteResults(connection, runId);
    return { setback: 'what it has is damaged: it starts over' };
  }
  const states = storedStates(connection, runId);
  const checkpoint = states.find((state) => isSoundState(connection, runId, state));
  if (checkpoint !== undefined && keepResultsUpTo(connection, runId, checkpoint, config)) {
    if (checkpoint === states[0]) return { checkpoint };
    const { iteration } = states[0]!;
    const setback = `its state at iteration ${iteration} is damaged: it goes on from iteration ${checkpoint.iteration}`;
    return { checkpoint, setback };
  }
  deleteResults(connection, runId);
  if (states.length === 0) return {};
  return {
    setback: `${checkpoint === undefined ? 'its saved state is' : 'its points are'} damaged: it starts over`,
  };
}

/** @returns false, with nothing deleted, if there are points that the digests do not cover */
function keepResultsUpTo(
  connection: Connection,
  runId: number,
  { iteration, endOnly }: StoredState,
  config: string,
): boolean {
  const { statement } = connection;
  const isMeasuredAtStart = statement(
    'SELECT 1 FROM points WHERE run_id = ? AND metric_id = ? AND iteration = 0',
  );
  const isOpen = namesItsMetrics(config);
  // Everything is measured at iteration 0, except for metrics that are measured only at the end, or when a program likes.
  const lastKept = (metricId: number): number =>
    endOnly || (!isOpen && isMeasuredAtStart.get(runId, metricId) === undefined) ? iteration - 1 : iteration;
  if (!keepPoints(connection, runId, lastKept)) return false;
  deleteEventsBeyond(connection, runId, iteration);
  statement('DELETE FROM checkpoints WHERE run_id = ? AND iteration > ?').run(runId, iteration);
  statement('UPDATE runs SET iterations = ? WHERE id = ?').run(iteration, runId);
  return true;
}

/** Whether the run itself names the metrics that it records. */
function namesItsMetrics(config: string): boolean {
  try {
    return hasOpenMetrics(storedGroup(config).group as RunConfig);
  } catch {
    return false; // The configuration is damaged, so the run starts over in any case.
  }
}

/** Deletes the events beyond an iteration and those that tell how the run ended, because the run continues. */
function deleteEventsBeyond({ statement }: Connection, runId: number, iteration: number): void {
  statement(
    `DELETE FROM events WHERE run_id = ? AND (iteration > ? OR kind IN ('converged', 'diverged'))`,
  ).run(runId, iteration);
}

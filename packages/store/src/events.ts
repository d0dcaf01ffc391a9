/** Writing of events: provisional ones while a run goes on, the final ones at its end. */
import type { TrajectoryEvent } from '@ranksweep/core';
import type { Connection } from './connection.ts';
import { insertRows } from './insertRows.ts';
import { requireLease } from './leases.ts';

export interface EventWriter {
  /**
   * Puts the events found so far in place of the run's earlier ones.
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  replaceEvents(runId: number, attempt: number, events: readonly TrajectoryEvent[]): void;
}

export const eventWriter = (connection: Connection): EventWriter => ({
  replaceEvents: (runId, attempt, events) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      writeEvents(connection, runId, events);
    }),
});

export function writeEvents(connection: Connection, runId: number, events: readonly TrajectoryEvent[]): void {
  connection.statement('DELETE FROM events WHERE run_id = ?').run(runId);
  insertRows(
    connection,
    'events (run_id, iteration, kind, subject, value)',
    events.map(({ iteration, kind, subject, value }) => [runId, iteration, kind, subject, value]),
  );
}

/** Those beyond an iteration, and how the run ended: it goes on. */
export function deleteEventsBeyond({ statement }: Connection, runId: number, iteration: number): void {
  statement(
    `DELETE FROM events WHERE run_id = ? AND (iteration > ? OR kind IN ('converged', 'diverged'))`,
  ).run(runId, iteration);
}

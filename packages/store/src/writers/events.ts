/** Writes events: provisional ones while a run is in progress, and the final ones at its end. */
import type { TrajectoryEvent } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { insertRows } from '../rows/insertRows.ts';
import { requireLease } from '../claims/leases.ts';

export interface EventWriter {
  /**
   * Replaces the run's earlier events with those found so far.
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

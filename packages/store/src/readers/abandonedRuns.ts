/** Runs that a process has left without reporting it. */
import type { Connection } from '../connection/connection.ts';
import { allLeases, isDead } from '../claims/leases.ts';

export interface AbandonedRunReader {
  /**
   * Numbers of runs that have the status running although no live lease holds them. The next process that asks for one may take
   * it over.
   */
  abandonedRuns(): number[];
}

export const abandonedRunReader = (connection: Connection): AbandonedRunReader => ({
  abandonedRuns: connection.database.transaction(() => {
    const held = new Set(
      allLeases(connection)
        .filter((lease) => !isDead(lease))
        .map(({ runId }) => runId),
    );
    return connection
      .statement<[], number>(`SELECT id FROM runs WHERE status = 'running' ORDER BY id`)
      .pluck()
      .all()
      .filter((runId) => !held.has(runId));
  }),
});

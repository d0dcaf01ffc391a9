/** Metric names: their ids and descriptions. */
import type { MetricDescription } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { metricDigest } from '../digests/metricDigest.ts';
import { refreshRunTable } from '../rows/runTable.ts';

export interface MetricWriter {
  /** Stores unit and description of new and known metrics. */
  describeMetrics(metrics: readonly MetricDescription[]): void;
}

export const metricWriter = (connection: Connection): MetricWriter => ({
  describeMetrics: (metrics) =>
    connection.transaction(() => {
      const upsert = connection.statement(
        `INSERT INTO metrics (name, unit, description, digest) VALUES (?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET unit = excluded.unit, description = excluded.description,
           digest = excluded.digest`,
      );
      for (const metric of metrics) {
        const { name, unit, description } = metric;
        upsert.run(name, unit, description, metricDigest(metric));
      }
      refreshRunTable(connection.database);
    }),
});

/** Ids of metrics. New names are added. Call it in a transaction. */
export function metricIdsOf(connection: Connection, names: readonly string[]): number[] {
  const { statement, metricIds } = connection;
  let added = false;
  const ids = names.map((name) => {
    let id = metricIds.get(name);
    if (id !== undefined) return id;
    id = statement<[string], number>('SELECT id FROM metrics WHERE name = ?').pluck().get(name);
    if (id === undefined) {
      const digest = metricDigest({ name, unit: '', description: '' });
      const insert = statement('INSERT INTO metrics (name, digest) VALUES (?, ?)');
      id = Number(insert.run(name, digest).lastInsertRowid);
      added = true;
    }
    metricIds.set(name, id);
    return id;
  });
  if (added) refreshRunTable(connection.database);
  return ids;
}

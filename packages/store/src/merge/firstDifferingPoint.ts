/** Tests whether two databases have the same trajectory of a run, as far as both have points. */
import { isDerived } from '@ranksweep/kinds';
import type { Connection } from '../connection/connection.ts';

/** The first point in which two databases differ about a run. */
export interface PointDifference {
  /** The run's number in this database. */
  readonly runId: number;
  /** The run's number in the other database. */
  readonly otherRunId: number;
  readonly metric: string;
  readonly iteration: number;
  readonly here: number;
  readonly there: number;
}

interface SharedMetric {
  readonly name: string;
  /** Its number in each database. */
  readonly here: number;
  readonly there: number;
}

/** Derived metrics depend on the whole trajectory, which may be longer in one database, and on the version of their formula. */
export const isMeasured = (metric: string): boolean => !isDerived(metric);

/** Metrics that both databases know. */
const sharedMetrics = ({ statement }: Connection): SharedMetric[] =>
  statement<[], SharedMetric>(
    `SELECT ours.name, ours.id AS here, theirs.id AS there
     FROM main.metrics AS ours JOIN other.metrics AS theirs USING (name) ORDER BY ours.id`,
  )
    .all()
    .filter(({ name }) => isMeasured(name));

/** The first difference by iteration. Values are equal if all their bits are; there is no -0, and NaN is NULL. */
export function firstDifferingPoint(
  connection: Connection,
  runId: number,
  otherRunId: number,
): PointDifference | undefined {
  const first = connection.statement<
    [number, number, number, number],
    { iteration: number; here: number | null; there: number | null }
  >(
    `SELECT iteration, ours.value AS here, theirs.value AS there
     FROM main.points AS ours JOIN other.points AS theirs USING (iteration)
     WHERE ours.run_id = ? AND ours.metric_id = ? AND theirs.run_id = ? AND theirs.metric_id = ?
       AND ours.value IS NOT theirs.value
     ORDER BY iteration LIMIT 1`,
  );
  const found = sharedMetrics(connection).flatMap(({ name, here, there }) => {
    const point = first.get(runId, here, otherRunId, there);
    if (point === undefined) return [];
    const values = { here: point.here ?? NaN, there: point.there ?? NaN };
    return [{ runId, otherRunId, metric: name, iteration: point.iteration, ...values }];
  });
  return found.toSorted((a, b) => a.iteration - b.iteration)[0];
}

/**
 * A run as if it had been asked for fewer iterations than it has made: another sweep had it go on. What its kind concludes from a
 * whole trajectory, it concludes again from the points up to there.
 */
import type { TrajectoryEvent } from '@ranksweep/core';
import { isDerived, kindOf } from '@ranksweep/kinds';
import type { Connection } from '../connection/connection.ts';
import { DamagedRunError } from '../digests/damagedRun.ts';
import { earlierFinals } from '../asked/earlierFinals.ts';
import { recordedMetricIds } from '../rows/readPoints.ts';
import { readTrajectory } from './readTrajectory.ts';
import { storedConfig } from '../stored/storedConfig.ts';
import type { MetricTrajectory } from '../types.ts';

type Conclusions = ReturnType<NonNullable<ReturnType<typeof kindOf>['conclude']>>;

/** The metrics in the order given, without those that have no points up to there. Belongs in a transaction, as does all below. */
export function trajectoryUpTo(
  connection: Connection,
  runId: number,
  metrics: readonly string[] | string,
  upTo: number,
): MetricTrajectory[] {
  const series = seriesUpTo(connection, runId, metrics, upTo);
  if (!series.some(({ metric }) => isDerived(metric))) return series;
  const concluded = conclusionsUpTo(connection, runId, upTo);
  const derived = new Map(concluded?.derived.map((one) => [one.metric, one]));
  return series.flatMap((one) => {
    if (!isDerived(one.metric)) return one;
    const { iterations, values } = derived.get(one.metric) ?? NONE;
    if (values.length === 0) return [];
    return [
      { metric: one.metric, iterations: Float64Array.from(iterations), values: Float64Array.from(values) },
    ];
  });
}

/** As recorded, what is derived in full, with the final values if the run had ended there before it went on. */
function seriesUpTo(
  connection: Connection,
  runId: number,
  metrics: readonly string[] | string,
  upTo: number,
): MetricTrajectory[] {
  const recorded = new Map(readTrajectory(connection, runId, metrics).map((one) => [one.metric, one]));
  const ended = earlierFinals(connection, runId, upTo);
  const names = typeof metrics === 'string' ? namesUpTo(connection, runId, metrics, upTo) : metrics;
  return names.flatMap((metric) => {
    const series = recorded.get(metric) ?? (ended.has(metric) ? { metric, ...NONE } : undefined);
    if (series === undefined) return [];
    return isDerived(metric) ? series : cut(series, upTo, ended.get(metric));
  });
}

/** Of the metrics that have points, or had final values there, in the order they were first recorded. */
const namesUpTo = ({ statement }: Connection, runId: number, pattern: string, upTo: number): string[] =>
  statement<[string, number, number, number], string>(
    `SELECT name FROM metrics WHERE name GLOB ? AND (
       EXISTS (SELECT 1 FROM points WHERE run_id = ? AND metric_id = metrics.id) OR
       EXISTS (SELECT 1 FROM earlier_finals WHERE run_id = ? AND iteration = ? AND metric_id = metrics.id)
     ) ORDER BY id`,
  )
    .pluck()
    .all(pattern, runId, runId, upTo);

/** The last value of each metric that was recorded up to there, and what is derived from the trajectory up to there. */
export function finalsUpTo(connection: Connection, runId: number, upTo: number): Map<string, number> {
  const ended = earlierFinals(connection, runId, upTo);
  const nameOf = connection.statement<[number], string>('SELECT name FROM metrics WHERE id = ?').pluck();
  const others = recordedMetricIds(connection, runId)
    .map((id) => ({ id, name: nameOf.get(id)! }))
    .filter(({ name }) => !ended.has(name));
  const derived = others.some(({ name }) => isDerived(name))
    ? conclusionsUpTo(connection, runId, upTo)?.derived
    : undefined;
  const derivedFinals = new Map(derived?.map(({ metric, values }) => [metric, values[values.length - 1]]));
  return new Map([
    ...ended,
    ...others.flatMap(({ id, name }): [string, number][] => {
      const value = isDerived(name) ? derivedFinals.get(name) : lastValueUpTo(connection, runId, id, upTo);
      return value === undefined ? [] : [[name, value]];
    }),
  ]);
}

/** One of them, without looking at the others where it is not derived. */
export function finalUpTo(
  connection: Connection,
  runId: number,
  metric: string,
  upTo: number,
): number | undefined {
  const id = connection
    .statement<[string], number>('SELECT id FROM metrics WHERE name = ?')
    .pluck()
    .get(metric);
  if (id === undefined) return undefined;
  const ended = connection
    .statement<[number, number, number], number | null>(
      'SELECT value FROM earlier_finals WHERE run_id = ? AND iteration = ? AND metric_id = ?',
    )
    .pluck()
    .get(runId, upTo, id);
  if (ended !== undefined) return ended ?? NaN;
  if (isDerived(metric)) return finalsUpTo(connection, runId, upTo).get(metric);
  return lastValueUpTo(connection, runId, id, upTo);
}

/** As the run's kind finds them in the points up to there; of a kind that does not say, those of the run up to there. */
export const eventsUpTo = (
  connection: Connection,
  runId: number,
  events: readonly TrajectoryEvent[],
  upTo: number,
): TrajectoryEvent[] => [
  ...(conclusionsUpTo(connection, runId, upTo)?.events ??
    events.filter(({ iteration }) => iteration <= upTo)),
];

/** A look-up; undefined where the metric has no point up to there, and NaN where it was NaN. */
function lastValueUpTo(
  { statement }: Connection,
  runId: number,
  metricId: number,
  upTo: number,
): number | undefined {
  const value = statement<[number, number, number], number | null>(
    `SELECT value FROM points WHERE run_id = ? AND metric_id = ? AND iteration <= ? ORDER BY iteration DESC LIMIT 1`,
  )
    .pluck()
    .get(runId, metricId, upTo);
  return value === null ? NaN : value;
}

/** Undefined where the kind does not conclude outside of its lanes, and where configuration or points are damaged. */
function conclusionsUpTo(connection: Connection, runId: number, upTo: number): Conclusions | undefined {
  const row = connection
    .statement<[number], { readonly config: string; readonly hash: string }>(
      'SELECT config, trajectory_hash AS hash FROM runs WHERE id = ?',
    )
    .get(runId);
  const config = row && storedConfig(row.config, row.hash).config;
  if (config === undefined) return undefined;
  const kind = kindOf(config);
  if (kind.conclude === undefined) return undefined;
  const series = soundSeries(connection, runId, kind.metrics(config).atSnapshots, upTo);
  return series.length === 0 ? undefined : kind.conclude(config, series, undefined, 'iteration-limit');
}

function soundSeries(
  connection: Connection,
  runId: number,
  metrics: readonly string[],
  upTo: number,
): MetricTrajectory[] {
  try {
    return seriesUpTo(connection, runId, metrics, upTo);
  } catch (error) {
    if (error instanceof DamagedRunError) return [];
    throw error;
  }
}

const NONE = { iterations: new Float64Array(0), values: new Float64Array(0) };

/** None where no point is left. @param ended the value there, if the run had ended there */
function cut(
  { metric, iterations, values }: MetricTrajectory,
  upTo: number,
  ended: number | undefined,
): MetricTrajectory[] {
  const beyond = iterations.findIndex((iteration) => iteration > upTo);
  const count = beyond === -1 ? iterations.length : beyond;
  const part = { metric, iterations: iterations.subarray(0, count), values: values.subarray(0, count) };
  if (ended !== undefined && iterations[count - 1] !== upTo) {
    return [{ metric, iterations: followed(part.iterations, upTo), values: followed(part.values, ended) }];
  }
  return count === 0 ? [] : [part];
}

function followed(numbers: Float64Array, last: number): Float64Array {
  const longer = new Float64Array(numbers.length + 1);
  longer.set(numbers);
  longer[numbers.length] = last;
  return longer;
}

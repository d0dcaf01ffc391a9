/** Compares two stores' results of one run bit by bit. */
import type { ReadOnlyStore } from '@ranksweep/store';

/** The first place where two results differ, and what each has there. */
export interface Difference {
  /** `train_loss at iteration 25`, `event 3`, `its end` */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

export interface RunIn {
  readonly store: ReadOnlyStore;
  readonly runId: number;
}

/** @returns undefined if their ends, all points and all events are the same */
export function firstDifference(expected: RunIn, found: RunIn): Difference | undefined {
  return pointsDiffer(expected, found) ?? eventsDiffer(expected, found) ?? endsDiffer(expected, found);
}

function pointsDiffer(expected: RunIn, found: RunIn): Difference | undefined {
  const [left, right] = [seriesOf(expected), seriesOf(found)];
  const differences = [...new Set([...left.keys(), ...right.keys()])].flatMap((metric) => {
    const at = firstPoint(left.get(metric), right.get(metric));
    return at === undefined ? [] : [{ metric, ...at }];
  });
  const [first] = differences.toSorted((a, b) => a.iteration - b.iteration);
  if (first === undefined) return undefined;
  const where = `${first.metric} at iteration ${first.iteration}`;
  return { where, expected: first.left ?? 'nothing', found: first.right ?? 'nothing' };
}

interface Series {
  readonly iterations: readonly number[];
  readonly values: readonly number[];
}

/** Reads the rows as they are, whatever their digests say, because damaged rows are exactly what verification looks for. */
const seriesOf = ({ store, runId }: RunIn): Map<string, Series> =>
  new Map(
    store.recordedMetrics(runId).map((metric) => [metric, store.pointsBeyond(runId, metric, -Infinity)]),
  );

function firstPoint(
  left: Series | undefined,
  right: Series | undefined,
): { iteration: number; left: string | undefined; right: string | undefined } | undefined {
  const length = Math.max(left?.iterations.length ?? 0, right?.iterations.length ?? 0);
  for (let i = 0; i < length; i++) {
    const [a, b] = [left?.iterations[i], right?.iterations[i]];
    if (a === b && Object.is(left!.values[i], right!.values[i])) continue;
    const iteration = Math.min(a ?? Infinity, b ?? Infinity);
    return {
      iteration,
      left: a === iteration ? String(left!.values[i]) : undefined,
      right: b === iteration ? String(right!.values[i]) : undefined,
    };
  }
  return undefined;
}

function eventsDiffer(expected: RunIn, found: RunIn): Difference | undefined {
  const [left, right] = [eventsOf(expected), eventsOf(found)];
  const at = left.findIndex((event, i) => event !== right[i]);
  if (at < 0 && left.length === right.length) return undefined;
  const place = at < 0 ? left.length : at;
  return {
    where: `event ${place + 1}`,
    expected: left[place] ?? 'nothing',
    found: right[place] ?? 'nothing',
  };
}

const eventsOf = ({ store, runId }: RunIn): string[] =>
  store
    .events(runId)
    .map(({ iteration, kind, subject, value }) => `${kind} ${subject} ${value} at ${iteration}`);

function endsDiffer(expected: RunIn, found: RunIn): Difference | undefined {
  const [left, right] = [endOf(expected), endOf(found)];
  return left === right ? undefined : { where: 'its end', expected: left, found: right };
}

function endOf({ store, runId }: RunIn): string {
  const { status, stopReason, iterations } = store.run(runId)!;
  return `${status} (${stopReason ?? ''}) after ${iterations} iterations`;
}

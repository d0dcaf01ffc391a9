/** Finds the events of a finished or growing trajectory in its recorded snapshots. */
import type { StopReason, TrajectoryEvent } from '../trajectory.ts';
import { columnsByStem } from './columnsByStem.ts';
import { PLATEAU_CHANGE, PLATEAU_SHARE, RISE_SHARE, SIGNIFICANT_SHARE } from './significance.ts';

/** One metric of a run at its recorded iterations. */
export interface Series {
  readonly metric: string;
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** The metric whose plateaus are events: the first of these that a run records. */
const ERRORS = ['reconstruction_error', 'train_loss'];

export const errorMetric = (names: readonly string[]): string | undefined =>
  ERRORS.find((name) => names.includes(name));

/**
 * Finds all events.
 * @param stopReason why the run ended; undefined while it is in progress, so that rises are provisional
 * @returns events by iteration
 */
export function detectEvents(
  series: readonly Series[],
  stopReason: StopReason | undefined,
): TrajectoryEvent[] {
  const groups = columnsByStem(series.map(({ metric }) => metric));
  const events = [...groups].flatMap(([stem, columns]) => {
    const group = columns.map((column) => series[column]!);
    return [...rises(group), ...rankChanges(stem, group)];
  });
  const name = errorMetric(series.map(({ metric }) => metric));
  const error = series.find(({ metric }) => metric === name);
  if (error) events.push(...plateaus(error));
  if (stopReason === 'loss' || stopReason === 'non-finite-loss') events.push(...ending(series, stopReason));
  return events.sort((a, b) => a.iteration - b.iteration);
}

/** A ranked metric whose final value is at least 5 % of the largest first passes half of it. */
function rises(group: readonly Series[]): TrajectoryEvent[] {
  const finalOf = ({ values }: Series): number => values[values.length - 1]!;
  const largest = finalOf(group[0]!);
  return group.flatMap((one) => {
    const final = finalOf(one);
    if (!(final > 0 && final >= SIGNIFICANT_SHARE * largest)) return [];
    for (let i = 1; i < one.values.length; i++) {
      const passes = one.values[i]! >= RISE_SHARE * final && one.values[i - 1]! < RISE_SHARE * final;
      if (passes)
        return [{ iteration: one.iterations[i]!, kind: 'rise', subject: one.metric, value: one.values[i]! }];
    }
    return [];
  });
}

/** The number of ranked values above 5 % of the largest changed. */
function rankChanges(stem: string, group: readonly Series[]): TrajectoryEvent[] {
  const { iterations } = group[0]!;
  const countAt = (i: number): number =>
    group.filter(({ values }) => values[i]! > SIGNIFICANT_SHARE * group[0]!.values[i]!).length;
  const leaderIsFinite = (i: number): boolean => Number.isFinite(group[0]!.values[i]);
  const events: TrajectoryEvent[] = [];
  let before = countAt(0);
  for (let i = 1; i < iterations.length && leaderIsFinite(i); i++) {
    const value = countAt(i);
    if (value !== before)
      events.push({ iteration: iterations[i]!, kind: 'rank_change', subject: stem, value });
    before = value;
  }
  return events;
}

/** Stretches of at least a tenth of the iterations so far in which the error changes by less than 2 %. */
function plateaus({ metric, iterations, values }: Series): TrajectoryEvent[] {
  const events: TrajectoryEvent[] = [];
  const event = (kind: 'plateau_start' | 'plateau_end', i: number): TrajectoryEvent => ({
    iteration: iterations[i]!,
    kind,
    subject: metric,
    value: values[i]!,
  });
  for (let start = 0; start < values.length;) {
    const end = endOfStretch(values, start);
    const isPlateau =
      end > start && iterations[end]! - iterations[start]! >= PLATEAU_SHARE * iterations[end]!;
    if (!isPlateau) {
      start++;
      continue;
    }
    events.push(event('plateau_start', start));
    if (end < values.length - 1) events.push(event('plateau_end', end));
    start = end + 1;
  }
  return events;
}

/** The last index up to which all values from `start` on lie within 2 % of the largest of them. */
function endOfStretch(values: ArrayLike<number>, start: number): number {
  let [low, high] = [values[start]!, values[start]!];
  let end = start;
  while (end + 1 < values.length) {
    low = Math.min(low, values[end + 1]!);
    high = Math.max(high, values[end + 1]!);
    if (!(high - low < PLATEAU_CHANGE * high)) break;
    end++;
  }
  return end;
}

function ending(series: readonly Series[], stopReason: 'loss' | 'non-finite-loss'): TrajectoryEvent[] {
  const loss = series.find(({ metric }) => metric === 'train_loss') ?? series[0];
  if (loss === undefined) return [];
  const last = loss.iterations.length - 1;
  return [
    {
      iteration: loss.iterations[last]!,
      kind: stopReason === 'loss' ? 'converged' : 'diverged',
      subject: loss.metric,
      value: loss.values[last]!,
    },
  ];
}

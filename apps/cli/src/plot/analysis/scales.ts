/** Scales of values and of axes in figures of analysis. */
import type { AxisNames } from '@ranksweep/kinds';
import type { PlaneAxis, ScaleKind } from '@ranksweep/plot';
import type * as Plots from '@ranksweep/plot';
import type { AnalysedAxis } from '@ranksweep/search';

/** Positive values whose ends are so far apart have a logarithmic axis. */
const LOG_RATIO = 30;

export function scaleOf(values: readonly number[]): ScaleKind {
  const finite = values.filter(Number.isFinite);
  const least = finite.reduce((low, value) => Math.min(low, value), Infinity);
  const most = finite.reduce((high, value) => Math.max(high, value), -Infinity);
  return least > 0 && most / least >= LOG_RATIO ? 'log' : 'linear';
}

type Plot = Pick<typeof Plots, 'axisTitle' | 'valueLabels'>;

/** An axis of the space as one of a plane: of few values with their labels, otherwise of numbers. */
export function planeAxisOf(
  { path, kind, levels }: AnalysedAxis,
  names: AxisNames | undefined,
  plot: Plot,
): PlaneAxis {
  const title = plot.axisTitle(path, names);
  if (kind !== 'levels') return { title, scale: kind };
  return { title, labels: levelLabels(path, levels, names, plot) };
}

export function levelLabels(
  path: string,
  levels: AnalysedAxis['levels'],
  names: AxisNames | undefined,
  plot: Pick<Plot, 'valueLabels'>,
): string[] {
  const said = levels.filter((level) => level !== undefined);
  const labels = new Map(plot.valueLabels(path, said, names).map((label, i) => [said[i], label]));
  return levels.map((level) => (level === undefined ? 'none' : labels.get(level)!));
}

/** Scales of values and of axes in figures of analysis. */
import type { AxisNames } from '@ranksweep/kinds';
import type { PlaceTick, PlaneAxis, ScaleKind } from '@ranksweep/plot';
import type * as Plots from '@ranksweep/plot';
import type { AnalysedAxis, PlaceValue } from '@ranksweep/search';

/** Positive values whose ends are so far apart have a logarithmic axis. */
const LOG_RATIO = 30;

export function scaleOf(values: readonly number[]): ScaleKind {
  const finite = values.filter(Number.isFinite);
  const least = finite.reduce((low, value) => Math.min(low, value), Infinity);
  const most = finite.reduce((high, value) => Math.max(high, value), -Infinity);
  return least > 0 && most / least >= LOG_RATIO ? 'log' : 'linear';
}

type Plot = Pick<typeof Plots, 'axisTitle' | 'valueLabels' | 'ticksUpward' | 'ticksAcross'>;

/** An axis of the space as one of a plane: of numbers alone, or with places for what is no number or one of few. */
export function planeAxisOf(
  axis: AnalysedAxis,
  { names, plot, direction }: { readonly direction: Direction } & Words,
): PlaneAxis {
  const title = plot.axisTitle(axis.path, names);
  if (isScale(axis)) return { title, scale: axis.kind };
  return { title, ticks: placeTicks(axis, { names, plot, direction }) };
}

/** Where a value lies on that axis. */
export const planePlace = (axis: AnalysedAxis, value: PlaceValue): number =>
  isScale(axis) ? (value as number) : axis.place(value);

export const planeEnds = (axis: AnalysedAxis): [low: number, high: number] =>
  isScale(axis) ? [axis.low, axis.high] : [0, 1];

/** Whether all of its values are numbers, and many. */
const isScale = (axis: AnalysedAxis): axis is AnalysedAxis & { readonly kind: ScaleKind } =>
  axis.kind !== 'levels' && axis.others.length === 0;

type Direction = 'up' | 'across';

interface Words {
  readonly names: AxisNames | undefined;
  readonly plot: Plot;
}

/** Every level, or round numbers and what lies beside them. */
export function placeTicks(
  axis: AnalysedAxis,
  { names, plot, direction = 'up' }: { readonly direction?: Direction } & Words,
): PlaceTick[] {
  const { path, kind, levels, others, low, high } = axis;
  const values = kind === 'levels' ? levels : others;
  const labels = valueLabels(path, values, { names, plot });
  const numbers =
    kind === 'levels'
      ? []
      : numberTicks(kind, [low, high], { plot, direction }).map(({ value, label }) => ({
          at: axis.place(value),
          label,
        }));
  return [...numbers, ...values.map((value, i) => ({ at: axis.place(value), label: labels[i]! }))];
}

/** Pixels of an axis: as many ticks as there is room for. */
const PIXELS = 200;

export function numberTicks(
  kind: ScaleKind,
  [low, high]: readonly [low: number, high: number],
  { plot, direction = 'up' }: { readonly plot: Plot; readonly direction?: Direction },
): readonly { readonly value: number; readonly label: string }[] {
  const room = { kind, low, high, pixels: PIXELS };
  return direction === 'up' ? plot.ticksUpward(room) : plot.ticksAcross(room);
}

/** What a cell without the axis has is called `none`. */
function valueLabels(path: string, values: readonly PlaceValue[], { names, plot }: Words): string[] {
  const said = values.filter((value) => value !== undefined);
  const labels = new Map(plot.valueLabels(path, said, names).map((label, i) => [said[i], label]));
  return values.map((value) => (value === undefined ? 'none' : labels.get(value)!));
}

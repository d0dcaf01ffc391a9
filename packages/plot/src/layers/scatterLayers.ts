/** Points in a plane, with a surface below and a line through them. */
import type { PlanePoint, ScatterPanel } from '../figure.ts';
import { fillScale, heatKey, onScale } from '../shared/heatScale.ts';
import { clamp } from '../axes/range.ts';
import type { Shared } from '../shared/shared.ts';
import { fontSize, ink, planePoint, stepLine } from '../style.ts';
import type { Ends } from '../drawn/planeAxis.ts';
import { planeChannel } from './planeChannel.ts';

export function scatterLayers(panel: ScatterPanel, shared: Shared): object[] {
  const { domain: xEnds, ...x } = planeChannel(panel, 'x', shared);
  const { domain: yEnds, ...y } = planeChannel(panel, 'y', shared);
  const { valueTitle, scale, line } = panel;
  const colours =
    valueTitle === undefined ? undefined : shared.heatScales.get(heatKey({ valueTitle, scale }));
  const fill =
    colours === undefined
      ? { value: ink.axis }
      : { field: 'value', type: 'quantitative', scale: fillScale(colours), legend: null };
  const rowOf = ({ x: at, y: height, value }: PlanePoint): object => ({
    x: at,
    y: clamp(height, { least: yEnds[0], most: yEnds[1] }),
    ...(colours === undefined || value === undefined ? {} : { value: onScale(value, colours) }),
  });
  const isShown = ({ x: at, y: height }: PlanePoint): boolean =>
    Number.isFinite(height) && (panel.y.scale !== 'log' || height > 0) && at >= xEnds[0] && at <= xEnds[1];
  const shown = panel.points.filter(isShown);
  const [marked, others] = [
    shown.filter(({ isMarked }) => isMarked),
    shown.filter(({ isMarked }) => !isMarked),
  ];
  const lost = panel.points.filter((point) => !Number.isFinite(point.y));
  const layerOf = (points: readonly PlanePoint[], mark: object, ownFill: object = fill): object => ({
    data: { values: points.map(rowOf) },
    mark: { type: 'point', ...mark },
    encoding: { x, y, fill: ownFill },
  });
  const look = panel.surface === undefined ? planePoint.alone : planePoint.onSurface;
  return [
    ...surfaceLayers(panel, { x, y, fill, xEnds, yEnds }),
    ...(line === undefined || line.length === 0
      ? []
      : [
          {
            data: { values: line.map(({ x: at, y: height }, order) => ({ x: at, y: height, order })) },
            mark: { type: 'line', ...stepLine },
            encoding: { x, y, order: { field: 'order', type: 'quantitative' } },
          },
        ]),
    layerOf(others, look),
    ...(marked.length === 0
      ? []
      : [layerOf(marked, planePoint.marked, colours === undefined ? { value: ink.text } : fill)]),
    ...(lost.length === 0
      ? []
      : [
          {
            data: { values: lost.map(({ x: at }) => ({ x: at, text: '×' })) },
            mark: { type: 'text', color: ink.faint, fontSize: fontSize.axisTitle, dy: -4 },
            encoding: { x, y: { value: 0 }, text: { field: 'text', type: 'nominal' } },
          },
        ]),
  ];
}

interface SurfaceChannels {
  readonly x: object;
  readonly y: object;
  readonly fill: object;
  readonly xEnds: Ends;
  readonly yEnds: Ends;
}

/** A rectangle for every step of both axes; the outermost fill the margins, too. */
function surfaceLayers(
  { surface, x: xAxis, y: yAxis }: ScatterPanel,
  { x, y, fill, xEnds, yEnds }: SurfaceChannels,
): object[] {
  if (surface === undefined) return [];
  const { columns, rows, ends, values } = surface;
  const xs = filling(xEnds, stepsBetween(ends.x, columns, xAxis.scale === 'log'));
  const ys = filling(yEnds, stepsBetween(ends.y, rows, yAxis.scale === 'log'));
  const cells = Array.from(values, (value, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    // Each reaches below the next, which leaves no seams; if it reached further, its colour would be seen in the edges of far cells.
    return {
      x: xs[column],
      x2: xs[Math.min(column + 2, columns)],
      y: ys[row],
      y2: ys[Math.min(row + 2, rows)],
      value,
    };
  });
  return [
    {
      data: { values: cells },
      mark: { type: 'rect' },
      encoding: { x, x2: { field: 'x2' }, y, y2: { field: 'y2' }, fill },
    },
  ];
}

const filling = ([low, high]: Ends, steps: readonly number[]): number[] => [low, ...steps.slice(1, -1), high];

const stepsBetween = ([low, high]: Ends, count: number, isLog: boolean): number[] =>
  Array.from({ length: count + 1 }, (_, i) =>
    isLog ? low * (high / low) ** (i / count) : low + ((high - low) * i) / count,
  );

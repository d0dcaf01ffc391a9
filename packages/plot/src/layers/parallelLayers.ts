/** Parallel coordinates: an upright axis for each key, and a line for each point. */
import type { ParallelPanel } from '../figure.ts';
import { wrapText } from '../output/font.ts';
import { fillScale, heatKey, onScale } from '../shared/heatScale.ts';
import type { Shared } from '../shared/shared.ts';
import { plotWidthOf } from '../shared/span.ts';
import { fontSize, ink, lineHeight, parallelLine, parallelAxis } from '../style.ts';

export function parallelLayers(panel: ParallelPanel, shared: Shared): object[] {
  const { axes, lines, valueTitle, scale } = panel;
  const last = Math.max(1, axes.length - 1);
  const x = { field: 'x', type: 'quantitative', scale: { domain: [0, last], nice: false }, axis: null };
  const y = { field: 'y', type: 'quantitative', scale: { domain: [0, 1], nice: false }, axis: null };
  const colours = shared.heatScales.get(heatKey({ valueTitle, scale }));
  const stroke =
    colours === undefined
      ? { value: ink.faint }
      : { field: 'value', type: 'quantitative', scale: fillScale(colours), legend: null };
  const width = plotWidthOf(panel, shared) / last;
  const rowsOf = (isMarked: boolean): object[] =>
    lines.flatMap((line, series) =>
      (line.isMarked ?? false) === isMarked
        ? line.places.map((place, axis) => ({
            x: axis,
            y: place,
            series,
            value: colours === undefined ? line.value : onScale(line.value, colours),
          }))
        : [],
    );
  const lineLayer = (values: readonly object[], look: object): object => ({
    data: { values },
    mark: { type: 'line', ...look },
    encoding: {
      x,
      y,
      detail: { field: 'series', type: 'nominal' },
      stroke,
      order: { field: 'x', type: 'quantitative' },
    },
  });
  const ticks = axes.flatMap(({ ticks: own }, axis) =>
    own.map(({ at, label }) => ({ x: axis, y: at, label })),
  );
  const marked = rowsOf(true);
  return [
    lineLayer(rowsOf(false), parallelLine.other),
    ...(marked.length === 0 ? [] : [lineLayer(marked, parallelLine.marked)]),
    {
      data: { values: axes.map((_, axis) => ({ x: axis, y: 0, y2: 1 })) },
      mark: { type: 'rule', ...parallelAxis },
      encoding: { x, y, y2: { field: 'y2' } },
    },
    ...halo({ values: ticks, x, y }),
    ...axes.map(({ title }, axis) => titleOf(title, { axis, last, width, x, plotHeight: shared.plotHeight })),
  ];
}

/** Labels stand among the lines: white around them keeps them readable. */
function halo({
  values,
  x,
  y,
}: {
  readonly values: readonly object[];
  readonly x: object;
  readonly y: object;
}): object[] {
  const mark = { type: 'text', align: 'left', dx: 3, fontSize: fontSize.tick };
  const encoding = { x, y, text: { field: 'label', type: 'nominal' } };
  return [
    { data: { values }, mark: { ...mark, stroke: 'white', strokeWidth: 3, strokeOpacity: 0.9 }, encoding },
    { data: { values }, mark: { ...mark, color: ink.text }, encoding },
  ];
}

interface TitlePlace {
  readonly axis: number;
  readonly last: number;
  readonly width: number;
  readonly x: object;
  readonly plotHeight: number;
}

/** Of what is between two axes, the room that titles have: half of it on either side, or all on one. */
const INNER_SHARE = 0.9;
const OUTER_SHARE = 0.5;

/** Below its axis; the outer ones are aligned with the ends of the plot. */
const titleOf = (title: string, { axis, last, width, x, plotHeight }: TitlePlace): object => ({
  data: { values: [{ x: axis }] },
  mark: {
    type: 'text',
    text: wrapText(
      title,
      (axis === 0 || axis === last ? OUTER_SHARE : INNER_SHARE) * width,
      fontSize.axisTitle,
    ),
    align: axis === 0 ? 'left' : axis === last ? 'right' : 'center',
    baseline: 'top',
    lineHeight: lineHeight.panelTitle,
    color: ink.text,
    fontSize: fontSize.axisTitle,
  },
  encoding: { x, y: { value: plotHeight + 8 } },
});

/** Curves over iterations as text: braille dots, axes, a label at the end of every curve, and marks of events. */
import { columnOn, verticalTicks } from './axis.ts';
import { brailleCanvas } from './brailleCanvas.ts';
import { cellText, fitted } from './cellText.ts';
import { dotsOf, drawCurves, type Curve } from './curves.ts';
import { downsample, type Trajectory } from './downsample.ts';
import { mergeLabels, spreadLabels } from './endLabels.ts';
import { writeEventLabels, writeEventMarks, type PlacedEvent } from './eventRow.ts';
import { holdsInfinity, iterationScale, valueScale } from './extent.ts';
import { writeFrame } from './frame.ts';
import { writeHeader, writeMessage } from './heading.ts';
import { lineChartLayout, type LineChartLayout } from './lineChartLayout.ts';
import type { Scale, ScaleKind } from './scale.ts';
import type { Chart, ColorIndex, Style } from './spans.ts';
import { textGrid, type TextGrid } from './textGrid.ts';

export interface Series extends Trajectory {
  /** Curves with the same one, such as the seeds of a rank, have it once; empty for none. */
  readonly label: string;
  readonly color?: ColorIndex;
  /** Dotted: a theory beside what was measured. */
  readonly dashed?: boolean;
}

export interface LineChartOptions {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /** Of curves that meet, the earlier ones lie on top. */
  readonly series: readonly Series[];
  readonly events?: readonly { readonly iteration: number; readonly label: string }[];
  readonly xScale: ScaleKind;
  readonly yScale: ScaleKind;
  readonly yLabel: string;
  readonly title?: string;
}

interface Drawn extends Curve {
  readonly label: string;
}

const eventStyle: Style = { bold: true };

/**
 * The axes hold every point and every event, a linear one of values zero as well. Values that are infinite or, on a logarithmic
 * axis, not positive or more than twelve decades deep, lie on its edge with a mark, `▲` or `▼`, and are counted in the heading.
 */
export function lineChart(options: LineChartOptions): Chart {
  const { series, xScale, yScale, yLabel, title = '', events = [] } = options;
  const grid = textGrid(options);
  const heading = { title, yLabel };
  const message = messageFor(series);
  if (message !== undefined) {
    writeHeader(grid, heading, []);
    writeMessage(grid, message);
    return grid.lines();
  }
  const marked = events.filter(({ iteration }) => Number.isFinite(iteration));
  const x = iterationScale(xScale, series, marked);
  const y = valueScale(yScale, series);
  const layout = lineChartLayout({
    width: grid.width,
    height: grid.height,
    aboveMarks: holdsInfinity(series),
    events: marked.length > 0,
    endLabelWidth: endLabelWidth(series),
    tickWidth: (rows, most) => Math.max(0, ...verticalTicks(y, rows, most).map((tick) => tick.label.length)),
  });
  const canvas = brailleCanvas({ width: layout.columns, height: layout.rows });
  const axes = { x: x.scale, y, columns: canvas.dotsWide };
  const curves = series.map(({ iterations, values, ...rest }): Drawn => ({
    ...rest,
    points: downsample({ iterations, values }, axes),
  }));
  drawCurves(canvas, curves, y);
  for (const { column, row, character, color } of canvas.cells()) {
    grid.write(layout.left + column, layout.top + row, character, colored(color));
  }
  writeFrame(grid, layout, x, y);
  writeEdgeMarks(grid, layout, curves, y);
  const columnOf = columnOn(x.scale, layout.columns);
  writeEvents(
    grid,
    layout,
    marked.map(({ iteration, label }) => ({ column: layout.left + columnOf(iteration), label })),
  );
  writeEndLabels(grid, layout, curves, y);
  if (layout.hasHeader)
    writeHeader(
      grid,
      heading,
      curves.map(({ points }) => points),
      y,
    );
  return grid.lines();
}

function messageFor(series: readonly Series[]): string | undefined {
  const drawn = series.filter(({ iterations, values }) => Math.min(iterations.length, values.length) > 0);
  if (drawn.length === 0) return 'no points yet';
  return drawn.every(({ values }) => isEveryNaN(values)) ? 'all points are NaN' : undefined;
}

function isEveryNaN(values: ArrayLike<number>): boolean {
  let i = 0;
  while (i < values.length && Number.isNaN(values[i])) i++;
  return i === values.length;
}

/** With room for `+9`, where there may be more labels than rows. */
function endLabelWidth(series: readonly Series[]): number {
  const labels = new Set(series.map(({ label }) => cellText(label)));
  return Math.max(labels.size > 3 ? 2 : 0, ...[...labels].map(({ length }) => length));
}

const colored = (color: ColorIndex | undefined): Style => (color === undefined ? {} : { color });

/** Below on the axis, above in a row of their own; in the plot where there is neither. */
function writeEdgeMarks(grid: TextGrid, layout: LineChartLayout, curves: readonly Curve[], y: Scale): void {
  const { top, rows, left, aboveMarks = top, axis = top + rows - 1 } = layout;
  for (const { points, color } of curves) {
    points.values.forEach((value, i) => {
      const column = left + (points.columns[i]! >> 1);
      if (value > y.high) grid.write(column, aboveMarks, '▲', colored(color));
      if (value < y.low) grid.write(column, axis, '▼', colored(color));
    });
  }
}

function writeEvents(grid: TextGrid, layout: LineChartLayout, events: readonly PlacedEvent[]): void {
  const { top, rows, left, columns, events: row } = layout;
  writeEventMarks(grid, row ?? layout.axis ?? top + rows - 1, events, eventStyle);
  if (row !== undefined) writeEventLabels(grid, row, events, [left, left + columns]);
}

function writeEndLabels(
  grid: TextGrid,
  { margin, left, columns, top, rows }: LineChartLayout,
  curves: readonly Drawn[],
  y: Scale,
): void {
  if (margin === 0) return;
  const ends = curves.flatMap(({ label, points, color }) => {
    const last = dotsOf(points, y, 4 * rows).findLast((dot) => dot !== undefined);
    return last === undefined || label === '' ? [] : [{ text: label, row: last.y / 4, ...colored(color) }];
  });
  for (const { text, row, color } of spreadLabels(mergeLabels(ends), rows)) {
    grid.write(left + columns + 1, top + row, fitted(text, margin - 1), colored(color));
  }
}

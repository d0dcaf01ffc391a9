/** The axes of a line chart: lines, ticks and their labels. */
import { iterationTicks, verticalTicks } from './axis.ts';
import type { IterationScale } from './extent.ts';
import type { LineChartLayout } from './lineChartLayout.ts';
import type { Scale } from './scale.ts';
import type { TextGrid } from './textGrid.ts';

const dim = { dim: true };

export function writeFrame(grid: TextGrid, layout: LineChartLayout, x: IterationScale, y: Scale): void {
  const { left, columns, tickWidth, axis, labels, margin } = layout;
  if (left > 0) {
    for (let row = layout.top; row < (axis ?? grid.height); row++) grid.write(left - 1, row, '│', dim);
    for (const { at, label } of verticalTicks(y, layout.rows, tickWidth)) {
      grid.write(0, layout.top + at, `${label.padStart(tickWidth)}┤`, dim);
    }
  }
  if (axis === undefined || labels === undefined) return;
  grid.write(left, axis, '─'.repeat(columns), dim);
  if (left > 0) grid.write(left - 1, axis, '└', dim);
  const { scale, startsAtZero } = x;
  let free = left;
  for (const tick of iterationTicks(scale, { columns, before: left, after: margin, startsAtZero })) {
    grid.write(left + tick.at, axis, '┬', dim);
    grid.write(left + tick.labelAt, labels, tick.label, dim);
    free = left + tick.labelAt + tick.label.length + 2;
  }
  writeUnit(grid, labels, free);
}

/** Right of the last label, where there is room. */
function writeUnit(grid: TextGrid, row: number, free: number): void {
  const unit = 'iteration';
  if (free + unit.length <= grid.width) grid.write(grid.width - unit.length, row, unit, { dim: true });
}

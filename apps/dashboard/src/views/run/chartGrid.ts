/** As many charts as are large enough to be read, side by side and one above the other. */
import type { Line } from '../../chart/index.ts';
import { fitLine } from '../../table.ts';
import type { Size } from '../../view.ts';

const FEWEST_COLUMNS = 70;
const FEWEST_ROWS = 14;
const GAP = 2;

export interface ChartGrid {
  readonly columns: number;
  readonly rows: number;
  readonly chart: Size;
}

/** Of `count` charts at most; four are enough. */
export function chartGrid({ width, height }: Size, count: number): ChartGrid {
  const columns = width >= 2 * FEWEST_COLUMNS + GAP && count > 1 ? 2 : 1;
  const rows = height >= 2 * FEWEST_ROWS && count > columns ? 2 : 1;
  return {
    columns,
    rows,
    chart: {
      width: Math.max(0, Math.floor((width - GAP * (columns - 1)) / columns)),
      height: Math.max(0, Math.floor(height / rows)),
    },
  };
}

/** Row by row. */
export function besideEachOther(charts: readonly (readonly Line[])[], { columns, chart }: ChartGrid): Line[] {
  const lines: Line[] = [];
  for (let first = 0; first < charts.length; first += columns) {
    const row = charts.slice(first, first + columns);
    for (let at = 0; at < chart.height; at++) {
      lines.push(row.flatMap((one, c) => fitLine(one[at] ?? [], chart.width + (c + 1 < columns ? GAP : 0))));
    }
  }
  return lines;
}

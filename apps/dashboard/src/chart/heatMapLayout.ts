/** Which cells of a heat map are what: as many rows and columns as there is room for, then wider and higher ones. */
import { windowAround, type Window } from './scroll.ts';

export interface HeatMapLayout {
  /** Rows of text; undefined where a part is left out. */
  readonly heading?: number;
  readonly columnLabels?: number;
  readonly legend?: number;
  readonly status?: number;
  readonly top: number;
  /** Where the cells begin, after the rows' labels. */
  readonly left: number;
  /** Of the rows' labels; 0 where there are none. */
  readonly labelWidth: number;
  /** From a cell to the next one, the gap between them included. */
  readonly pitch: number;
  readonly gap: 0 | 1;
  readonly cellHeight: number;
  readonly columns: Window;
  readonly rows: Window;
}

export interface HeatMapSize {
  readonly width: number;
  readonly height: number;
  readonly columnCount: number;
  readonly rowCount: number;
  /** Of the longest label of a row. */
  readonly rowLabelWidth: number;
  readonly selected: { readonly row: number; readonly column: number };
}

const WIDEST_PITCH = 12;
const HIGHEST_CELL = 3;

export function heatMapLayout(size: HeatMapSize): HeatMapLayout {
  return { ...rowsOf(size), ...columnsOf(size) };
}

type Columns = Pick<HeatMapLayout, 'left' | 'labelWidth' | 'pitch' | 'gap' | 'columns'>;

function rowsOf({ height, rowCount, selected }: HeatMapSize): Omit<HeatMapLayout, keyof Columns> {
  const has = { labels: height >= 2, legend: height >= 4, heading: height >= 5, status: height >= 7 };
  const top = Number(has.heading) + Number(has.labels);
  const room = height - top - Number(has.legend) - Number(has.status);
  const rows = windowAround(selected.row, rowCount, room);
  const cellHeight = Math.max(1, Math.min(HIGHEST_CELL, Math.floor(room / rowCount)));
  const end = top + rows.count * cellHeight;
  return {
    ...(has.heading ? { heading: 0 } : {}),
    ...(has.labels ? { columnLabels: top - 1 } : {}),
    ...(has.legend ? { legend: end } : {}),
    ...(has.status ? { status: end + 1 } : {}),
    top,
    rows,
    cellHeight,
  };
}

function columnsOf({ width, columnCount, rowLabelWidth, selected }: HeatMapSize): Columns {
  const labelWidth = width < 8 ? 0 : Math.min(rowLabelWidth, Math.floor(width / 3));
  const left = labelWidth === 0 ? 0 : labelWidth + 1;
  // One more for the gap after the last cell, where a bracket may stand.
  const pitch = Math.max(1, Math.min(WIDEST_PITCH, Math.floor((width - left - 1) / columnCount)));
  const gap = pitch === 1 ? 0 : 1;
  const columns = windowAround(selected.column, columnCount, Math.floor((width - left - gap) / pitch));
  return { left, labelWidth, pitch, gap, columns };
}

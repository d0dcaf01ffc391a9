/** Which cells of a line chart are what. With little room, parts are left out in the order of what they say. */

export interface LineChartLayout {
  /** In the first row. */
  readonly hasHeader: boolean;
  /** Rows; undefined where a part is left out. */
  readonly aboveMarks?: number;
  readonly events?: number;
  readonly axis?: number;
  readonly labels?: number;
  /** The plot, without its axes. */
  readonly top: number;
  readonly rows: number;
  readonly left: number;
  readonly columns: number;
  /** Cells of the longest tick label, left of the axis; 0 where there is none. */
  readonly tickWidth: number;
  /** Cells right of the plot, a space before the labels included; 0 where there are none. */
  readonly margin: number;
}

export interface Wanted {
  readonly width: number;
  readonly height: number;
  readonly aboveMarks: boolean;
  readonly events: boolean;
  /** Of the longest end label. */
  readonly endLabelWidth: number;
  /** Of the longest tick label that a plot of so many rows has, when it may have so many characters. */
  readonly tickWidth: (rows: number, most: number) => number;
}

const FEWEST_COLUMNS = 10;
const WIDEST_END_LABEL = 12;

export function lineChartLayout(wanted: Wanted): LineChartLayout {
  const rows = rowsOf(wanted);
  return { ...rows, ...columnsOf(wanted, rows.rows) };
}

type Rows = Omit<LineChartLayout, 'left' | 'columns' | 'tickWidth' | 'margin'>;

function rowsOf({ height, aboveMarks, events }: Wanted): Rows {
  const hasAxis = height >= 4;
  const hasHeader = height >= 6;
  const hasMarks = aboveMarks && height >= 8;
  const hasEvents = events && height >= 8;
  const top = Number(hasHeader) + Number(hasMarks);
  const below = Number(hasEvents) + (hasAxis ? 2 : 0);
  const bottom = height - below;
  return {
    hasHeader,
    ...(hasMarks ? { aboveMarks: top - 1 } : {}),
    ...(hasEvents ? { events: bottom } : {}),
    ...(hasAxis ? { axis: height - 2, labels: height - 1 } : {}),
    top,
    rows: bottom - top,
  };
}

function columnsOf(
  { width, endLabelWidth, tickWidth }: Wanted,
  rows: number,
): Pick<LineChartLayout, 'left' | 'columns' | 'tickWidth' | 'margin'> {
  const ticks = width < FEWEST_COLUMNS + 2 ? 0 : tickWidth(rows, Math.max(4, Math.min(9, width >> 2)));
  const left = ticks === 0 ? 0 : ticks + 1;
  const spare = Math.min(WIDEST_END_LABEL, width - left - FEWEST_COLUMNS - 1, width >> 2);
  const margin = endLabelWidth === 0 || spare < 1 ? 0 : Math.min(endLabelWidth, spare) + 1;
  return { left, columns: width - left - margin, tickWidth: ticks, margin };
}

/** The map of cells as text: what is shown, the heat map, and the selected cell in numbers. */
import { median } from '@ranksweep/core';
import type { RunStatus } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
import { shortened } from '../../cellWidth.ts';
import { heatMap, plainText, type Line, type Span } from '../../chart/index.ts';
import { fitLines, textLine } from '../../table.ts';
import type { Size } from '../../view.ts';
import { statusCell, valueText } from '../../words.ts';
import type { CellsData } from './cellsData.ts';
import { ALL } from './choice.ts';
import type { GridCell } from './grid.ts';

export interface Selection {
  readonly row: number;
  readonly column: number;
}

export function drawCells(data: CellsData, selected: Selection, { width, height }: Size): Line[] {
  const { choice, scale } = data;
  if (choice === undefined) return fitLines([], { width, height });
  const { columns, rows, cells } = data.grid();
  const head = headLines(data);
  const foot = cellLines(cells[selected.row]?.[selected.column]);
  const map = heatMap({
    width,
    height: Math.max(0, height - head.length - foot.length),
    columns,
    rows,
    cells: cells.map((row) => row.map((cell) => cell?.shown)),
    scale,
    selected,
  });
  const drawn = map.findLastIndex((line) => plainText([line]).trim() !== '') + 1;
  return fitLines([...head, ...map.slice(0, drawn), ...foot], { width, height });
}

/** Of a name in the lines above the map. */
const MOST_NAME_WIDTH = 60;

const nameText = (name: string | number | undefined): string => shortened(valueText(name), MOST_NAME_WIDTH);

function headLines({ choice, metric, scale }: CellsData): Line[] {
  const { part, parts, partAt, x, y, further } = choice!;
  const name = (text: string): Span => ({ text: nameText(text), bold: true });
  const shown: Span[] = [name(metric || 'no run has a final value'), { text: `, ${scale} scale` }];
  if (x === undefined) {
    const note = `part ${nameText(part.name)} has no axes: ${parts.length === 1 ? 'its one cell' : `a row for each of the ${parts.length} parts`}; `;
    return [[{ text: note }, ...shown]];
  }
  const place = parts.length > 1 ? ` (${partAt + 1} of ${parts.length})` : '';
  const axes: Span[] = [{ text: '; x ' }, name(x.path), ...(y ? [{ text: ', y ' }, name(y.path)] : [])];
  const first: Line = [{ text: 'part ' }, name(part.name), { text: `${place}: ` }, ...shown, ...axes];
  if (further.length === 0) return [first];
  return [
    first,
    further.flatMap(({ axis, at, isStepping }) => furtherSpans(axis, at, isStepping && further.length > 1)),
  ];
}

function furtherSpans(
  { path, values }: { readonly path: string; readonly values: readonly (string | number)[] },
  at: number,
  isMarked: boolean,
): Span[] {
  const value =
    at === ALL ? `all ${values.length}` : `${nameText(values[at])} (${at + 1} of ${values.length})`;
  return [{ text: `${isMarked ? '>' : ' '}${nameText(path)} = ${value} `, bold: isMarked }, { text: ' ' }];
}

/** Always as many, so that the map does not jump. */
function cellLines(cell: GridCell | undefined): Line[] {
  if (cell === undefined) return [textLine('no runs here'), textLine('')];
  const { runIds, statuses, values } = cell;
  const told = values.length === runIds.size ? '' : `, ${values.length} with a value`;
  const numbers = values.length === 0 ? '' : `: ${rangeInWords(values)}`;
  return [
    textLine(`${countOf(runIds.size, 'run')}${told}${numbers}`),
    [...statuses].flatMap(([status, count]) => statusSpans(status, count)),
  ];
}

function rangeInWords(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `median ${valueText(median(sorted))}  min ${valueText(sorted[0])}  max ${valueText(sorted.at(-1))}`;
}

function statusSpans(status: RunStatus, count: number): Span[] {
  const { text, ...style } = statusCell(status);
  return [{ text: `${count} ${text}`, ...style }, { text: '  ' }];
}

/** The cells of a heat map. */
import type { HeatMapLayout } from './heatMapLayout.ts';
import type { Scale } from './scale.ts';
import { shadeOf } from './shades.ts';
import { numberIn } from './shortNumber.ts';
import type { ColorIndex, Style } from './spans.ts';
import type { TextGrid } from './textGrid.ts';

/** What stands in a cell in place of a value, and in the legend with its meaning. */
export interface HeatMark {
  /** A single one. */
  readonly character: string;
  readonly meaning: string;
  readonly color?: ColorIndex;
}

/** Undefined where there is no value. */
export type HeatCell = number | HeatMark | undefined;

export const isMark = (cell: HeatCell): cell is HeatMark => typeof cell === 'object';

export interface HeatCells {
  readonly cells: readonly (readonly HeatCell[])[];
  readonly scale: Scale;
  readonly selected?: { readonly row: number; readonly column: number };
}

export const MISSING = '·';
export const NOT_A_NUMBER = '×';

/** A number beside its shade takes at least so many cells. */
const FEWEST_FOR_NUMBER = 5;

export function writeCells(
  grid: TextGrid,
  layout: HeatMapLayout,
  { cells, scale, selected }: HeatCells,
): void {
  const { top, left, pitch, gap, cellHeight, columns, rows } = layout;
  for (let i = 0; i < rows.count; i++) {
    for (let j = 0; j < columns.count; j++) {
      const [row, column] = [rows.first + i, columns.first + j];
      const isSelected = row === selected?.row && column === selected.column;
      const place = { column: left + gap + j * pitch, row: top + i * cellHeight };
      for (let line = 0; line < cellHeight; line++) {
        const parts = partsOf(cells[row]?.[column], scale, pitch - gap, line === (cellHeight - 1) >> 1);
        let at = place.column;
        for (const { text, style } of parts) {
          grid.write(at, place.row + line, text, isSelected ? { ...style, inverse: true } : style);
          at += text.length;
        }
        if (isSelected && gap === 1) {
          grid.write(place.column - 1, place.row + line, '[', { bold: true });
          grid.write(at, place.row + line, ']', { bold: true });
        }
      }
    }
  }
}

interface Part {
  readonly text: string;
  readonly style: Style;
}

/** One line of a cell, `width` characters wide. */
function partsOf(value: HeatCell, scale: Scale, width: number, isMiddle: boolean): Part[] {
  if (isMark(value)) {
    const style = value.color === undefined ? {} : { color: value.color };
    return [{ text: centred(isMiddle ? value.character : ' ', width), style }];
  }
  if (value === undefined || Number.isNaN(value)) {
    const mark = value === undefined ? MISSING : NOT_A_NUMBER;
    return [{ text: centred(isMiddle ? mark : ' ', width), style: { dim: value === undefined } }];
  }
  const { character, color } = shadeOf(value, scale);
  const number = isMiddle && width >= FEWEST_FOR_NUMBER ? numberIn(value, width - 2, 3) : '';
  if (number === '') return [{ text: character.repeat(width), style: { color } }];
  return [
    { text: character.repeat(width - number.length - 1), style: { color } },
    { text: ` ${number}`, style: {} },
  ];
}

function centred(mark: string, width: number): string {
  const before = (width - 1) >> 1;
  return `${' '.repeat(before)}${mark}`.padEnd(width);
}

/** Values on a grid of two axes as text: shades, numbers where they fit, labels, and a legend of the scale. */
import { cellText, fitted } from './cellText.ts';
import { isMark, writeCells, type HeatCell } from './heatCells.ts';
import type { HeatAxis, HeatGrid } from './heatGrid.ts';
import { writeLegend } from './heatLegend.ts';
import { heatMapLayout, type HeatMapLayout } from './heatMapLayout.ts';
import { writeMessage } from './heading.ts';
import type { ScaleKind } from './scale.ts';
import { windowNote } from './scroll.ts';
import { shadeScale } from './shades.ts';
import { distinctNumbers, shortNumber } from './shortNumber.ts';
import type { Chart } from './spans.ts';
import { textGrid, type TextGrid } from './textGrid.ts';

export interface HeatMapOptions extends HeatGrid {
  /** Cells of text. */
  readonly width: number;
  readonly height: number;
  readonly scale: ScaleKind;
  /** Indices; beyond the grid, its nearest cell. */
  readonly selected?: { readonly row: number; readonly column: number };
}

/**
 * Missing cells are `·`, NaN is `×`. A selected cell is inverse, stands in brackets where cells have gaps, and is spelled out below
 * the grid. Where there is too little room for all rows or columns, those around the selected cell are shown, and the
 * heading says which.
 */
export function heatMap(options: HeatMapOptions): Chart {
  const { columns, rows, cells } = options;
  const grid = textGrid(options);
  if (columns.values.length === 0 || rows.values.length === 0) {
    writeMessage(grid, 'no cells yet');
    return grid.lines();
  }
  const selected = options.selected && {
    row: nearest(options.selected.row, rows.values.length),
    column: nearest(options.selected.column, columns.values.length),
  };
  const rowLabels = labelsOf(rows);
  const columnLabels = labelsOf(columns);
  const layout = heatMapLayout({
    width: grid.width,
    height: grid.height,
    columnCount: columns.values.length,
    rowCount: rows.values.length,
    rowLabelWidth: longest([rows.label, ...rowLabels]),
    selected: selected ?? { row: 0, column: 0 },
  });
  const scale = shadeScale(
    options.scale,
    cells.flat().map((cell) => (isMark(cell) ? undefined : cell)),
  );
  const shown = { cells, scale, ...(selected ? { selected } : {}) };
  writeCells(grid, layout, shown);
  writeHeading(grid, layout, options);
  writeRowLabels(grid, layout, rowLabels, rows.label, selected?.row);
  writeColumnLabels(grid, layout, columnLabels, selected?.column);
  if (layout.legend !== undefined) writeLegend(grid, layout.legend, scale, options);
  if (layout.status !== undefined && selected) {
    const text = [
      `[${wordsFor(cells[selected.row]?.[selected.column])}]`,
      `${columns.label}=${columnLabels[selected.column]}`,
      `${rows.label}=${rowLabels[selected.row]}`,
    ].join('  ');
    grid.write(0, layout.status, fitted(text, grid.width));
  }
  return grid.lines();
}

function wordsFor(cell: HeatCell): string {
  if (cell === undefined) return 'no value';
  return isMark(cell) ? cell.meaning : shortNumber(cell, 6);
}

function nearest(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(index) || 0));
}

function labelsOf({ values }: HeatAxis): string[] {
  const numbers = values.filter((value) => typeof value === 'number');
  const texts = distinctNumbers(numbers);
  const textOf = new Map(numbers.map((value, i) => [value, texts[i]]));
  return values.map((value) => (typeof value === 'number' ? textOf.get(value)! : cellText(value)));
}

function longest(labels: readonly string[]): number {
  return labels.reduce((most, label) => Math.max(most, cellText(label).length), 0);
}

/** The columns' name, and at the right what is scrolled out of sight. */
function writeHeading(grid: TextGrid, layout: HeatMapLayout, { columns, rows }: HeatMapOptions): void {
  if (layout.heading === undefined) return;
  const notes = [
    windowNote('columns', layout.columns, columns.values.length),
    windowNote('rows', layout.rows, rows.values.length),
  ].filter((note) => note !== '');
  const note = fitted(notes.join(', '), grid.width);
  const noteAt = grid.width - note.length;
  grid.write(noteAt, layout.heading, note, { bold: true });
  const left = layout.left + layout.gap;
  grid.write(left, layout.heading, fitted(columns.label, noteAt - left - 1), { dim: true });
}

function writeRowLabels(
  grid: TextGrid,
  { left, labelWidth, top, rows, cellHeight, columnLabels }: HeatMapLayout,
  labels: readonly string[],
  name: string,
  selected?: number,
): void {
  if (left === 0) return;
  if (columnLabels !== undefined) grid.write(0, columnLabels, fitted(name, labelWidth), { dim: true });
  for (let i = 0; i < rows.count; i++) {
    const row = rows.first + i;
    const label = fitted(labels[row]!, labelWidth).padStart(labelWidth);
    grid.write(0, top + i * cellHeight + ((cellHeight - 1) >> 1), label, { bold: row === selected });
  }
}

/** Characters of a column's label that are not cut off, however narrow the column. */
const FEWEST_LABEL = 8;

/** As many as do not touch, the selected one first. */
function writeColumnLabels(
  grid: TextGrid,
  { left, gap, pitch, columns, columnLabels }: HeatMapLayout,
  labels: readonly string[],
  selected = -1,
): void {
  if (columnLabels === undefined) return;
  const taken = new Array<boolean>(grid.width + 1).fill(false);
  const shown = Array.from({ length: columns.count }, (_, i) => columns.first + i);
  for (const column of shown.toSorted((a, b) => Number(b === selected) - Number(a === selected))) {
    const label = fitted(labels[column]!, Math.max(pitch - gap, FEWEST_LABEL));
    const begin = Math.min(left + gap + (column - columns.first) * pitch, grid.width - label.length);
    const end = begin + label.length;
    if (begin < left || taken.slice(begin, end + 1).includes(true)) continue;
    grid.write(begin, columnLabels, label, { bold: column === selected });
    taken.fill(true, Math.max(0, begin - 1), end + 1);
  }
}

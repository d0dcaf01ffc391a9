/** Events on the iteration axis: every one has its mark, and those with room beside it their label. */
import { cellText } from './cellText.ts';
import type { Style } from './spans.ts';
import type { TextGrid } from './textGrid.ts';

export interface PlacedEvent {
  readonly column: number;
  readonly label: string;
}

const EVENT_MARK = '◆';

export function writeEventMarks(
  grid: TextGrid,
  row: number,
  events: readonly PlacedEvent[],
  style: Style,
): void {
  for (const { column } of events) grid.write(column, row, EVENT_MARK, style);
}

/** Labels right of their marks, or left of them, in the order of the list, between columns `from` and `to`. */
export function writeEventLabels(
  grid: TextGrid,
  row: number,
  events: readonly PlacedEvent[],
  [from, to]: readonly [from: number, to: number],
): void {
  const taken = new Array<boolean>(grid.width).fill(false);
  for (const { column } of events) taken[column] = true;
  const isFree = (begin: number, end: number): boolean =>
    begin >= from && end <= to && !taken.slice(begin, end).includes(true);
  const labelled = new Set<number>();
  for (const { column, label } of events) {
    const width = cellText(label).length;
    if (width === 0 || labelled.has(column)) continue;
    // The cell after a label on the right stays free, so that it does not seem to belong to the next mark.
    const right = isFree(column + 1, Math.min(to, column + width + 2)) && column + 1 + width <= to;
    const left = isFree(Math.max(from, column - width - 1), column) && column - width >= from;
    if (!right && !left) continue;
    const begin = right ? column + 1 : column - width;
    grid.write(begin, row, label);
    taken.fill(true, begin, begin + width);
    labelled.add(column);
  }
}

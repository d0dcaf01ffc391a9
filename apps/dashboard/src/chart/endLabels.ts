/** Labels of curves right of the plot, in rows of their own: they tell curves apart where colours cannot. */
import type { ColorIndex } from './spans.ts';

export interface EndLabel {
  readonly text: string;
  readonly color?: ColorIndex;
  /** The row where the curve ends, from the top; fractions order labels of one row. */
  readonly row: number;
}

/** Rows from the end of a curve; a label farther away would seem to belong to another one. */
const FARTHEST = 2;

/**
 * Moves labels that share a row apart, in the order in which their curves end. Where some would have to go too far, the later
 * ones of the list are left out, and one label says how many.
 */
export function spreadLabels(labels: readonly EndLabel[], rows: number): EndLabel[] {
  for (let shown = labels.length; shown >= 0 && rows > 0; shown--) {
    const chosen = [...labels.slice(0, shown), ...othersOf(labels.slice(shown))];
    if (chosen.length > rows) continue;
    const spread = movedApart(chosen, rows);
    if (spread.every(({ from, to }) => Math.abs(Math.floor(from.row) - to.row) <= FARTHEST)) {
      return spread.map(({ to }) => to);
    }
  }
  return [];
}

function othersOf(labels: readonly EndLabel[]): EndLabel[] {
  if (labels.length === 0) return [];
  const row = labels.reduce((sum, label) => sum + label.row, 0) / labels.length;
  return [{ text: `+${labels.length}`, row }];
}

function movedApart(labels: readonly EndLabel[], rows: number): { from: EndLabel; to: EndLabel }[] {
  const sorted = labels.toSorted((a, b) => a.row - b.row);
  let above = -Infinity;
  const pushedDown = sorted.map((label) => {
    above = Math.max(Math.floor(label.row), above + 1);
    return { from: label, row: above };
  });
  let below = rows;
  const pulledUp = pushedDown.toReversed().map(({ from, row }) => {
    below = Math.min(row, below - 1);
    return { from, to: { ...from, row: below } };
  });
  return pulledUp.toReversed();
}

/** Curves of one label, such as the seeds of a rank, share it where the middle one of them ends. */
export function mergeLabels(labels: readonly EndLabel[]): EndLabel[] {
  return [...Map.groupBy(labels, ({ text }) => text).values()].map(
    (alike) => alike.toSorted((a, b) => a.row - b.row)[(alike.length - 1) >> 1]!,
  );
}

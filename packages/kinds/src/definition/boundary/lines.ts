/** The lines of a part with a boundary: the values of one axis, for each combination of the others. */
import { canonicalJson } from '@ranksweep/core';
import type { Cell, Grid } from '../cells.ts';
import { partCells, type PartGrid } from '../partCells.ts';
import type { BoundarySpec } from './schema.ts';

/** A part of which one axis is `along` a boundary. */
export type BoundedPart = PartGrid & Pick<Grid, 'zip'>;

/** The cells of a line, in the order in which the outcome is meant to become likelier. */
export interface Line {
  /** What its cells have in common. */
  readonly others: Cell;
  readonly cells: readonly Cell[];
  /** Of the axis along the line, in this order. */
  readonly values: readonly number[];
}

/** Lines in the order in which the grid has their first cells. Axes that move together with the one along the line go along it. */
export function linesOf(part: BoundedPart, { along, holds }: Pick<BoundarySpec, 'along' | 'holds'>): Line[] {
  const together = part.zip?.find((group) => group.includes(along)) ?? [along];
  const othersOf = (cell: Cell): Cell =>
    Object.fromEntries(Object.entries(cell).filter(([path]) => !together.includes(path)));
  const groups = Map.groupBy(partCells(part).cells, (cell) => canonicalJson(othersOf(cell)));
  const sign = holds === 'above' ? 1 : -1;
  return Array.from(groups.values(), (group) => {
    const cells = group.toSorted((a, b) => sign * ((a[along] as number) - (b[along] as number)));
    return { others: othersOf(cells[0]!), cells, values: cells.map((cell) => cell[along] as number) };
  });
}

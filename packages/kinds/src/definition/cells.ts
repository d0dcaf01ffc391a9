/** The grid of a part: the product of its axes. */
import { withSettings } from '../configPaths.ts';
import type { AxisValue } from './schema.ts';

export type Axes = Readonly<Record<string, readonly AxisValue[]>>;
/** One point of the grid: axis path -> value. */
export type Cell = Readonly<Record<string, AxisValue>>;

export const cellCount = (axes: Axes): number =>
  Object.values(axes).reduce((product, values) => product * values.length, 1);

/** All cells, the first axis varying slowest; one empty cell where there are no axes. */
export function cellsOf(axes: Axes): Cell[] {
  return Object.entries(axes).reduce<Cell[]>(
    (cells, [path, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [path]: value }))),
    [{}],
  );
}

/** The configuration at a cell. */
export function configAt<T extends object>(base: T, cell: Cell): T {
  return withSettings(base, Object.entries(cell));
}

/** The grids of a sweep's parts, from its cells: their axes, and where a cell lies on each. */
import { specAxes } from '@ranksweep/kinds';
import type { CellValue } from '@ranksweep/store';

export interface GridAxis {
  /** In the configuration: `init.std`. */
  readonly path: string;
  /** Numbers ascending, others in the order of the cells. */
  readonly values: readonly (string | number)[];
  /** Place of a cell's value among them; -1 of a cell that is not known. */
  readonly placeOf: (cell: number) => number;
}

export interface GridPart {
  readonly name: string;
  readonly axes: readonly GridAxis[];
  /** Whether a cell of this number was there when the axes were read. */
  readonly has: (cell: number) => boolean;
}

/** Stands for the value of an axis that a cell has not. */
const NO_VALUE = '(none)';

/**
 * @param cellsOf the cells of a part
 * @throws InputError for a specification whose parts or axes are no groups of keys
 */
export function gridParts(
  spec: unknown,
  where: string,
  cellsOf: (part: string) => readonly CellValue[],
): GridPart[] {
  return [...specAxes(spec, where)].map(([name, paths]) => gridPart(name, paths, cellsOf(name)));
}

/** Axes in the order of the specification; those that it does not name come last. */
function gridPart(name: string, paths: readonly string[], cells: readonly CellValue[]): GridPart {
  const numbers = new Set(cells.map(({ cell }) => cell));
  const byAxis = Map.groupBy(cells, (one) => one.name);
  const names = new Set([...paths.filter((path) => byAxis.has(path)), ...byAxis.keys()]);
  const axes = [...names].map((path) => gridAxis(path, byAxis.get(path)!, numbers));
  return { name, axes, has: (cell) => numbers.has(cell) };
}

function gridAxis(path: string, cells: readonly CellValue[], numbers: ReadonlySet<number>): GridAxis {
  const values = [...new Set(cells.map(({ value }) => value))];
  if (values.every((value) => typeof value === 'number')) values.sort((a, b) => a - b);
  const places = new Map(values.map((value, place) => [value, place]));
  const placeOfCell = new Map(cells.map(({ cell, value }) => [cell, places.get(value)!]));
  const isEverywhere = placeOfCell.size === numbers.size;
  return {
    path,
    values: isEverywhere ? values : [...values, NO_VALUE],
    placeOf: (cell) => placeOfCell.get(cell) ?? (numbers.has(cell) ? values.length : -1),
  };
}

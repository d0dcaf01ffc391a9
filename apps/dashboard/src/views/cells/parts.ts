/** The grids of a sweep's parts, from its specification: their axes, and where a cell lies on each. */
import { specAxes, type AxisValue } from '@ranksweep/core';

export interface GridAxis {
  /** In the configuration: `init.std`. */
  readonly path: string;
  /** Numbers ascending, others in the order of the definition. */
  readonly values: readonly (string | number)[];
  /** Place of a cell's value among them. */
  readonly placeOf: (cell: number) => number;
}

export interface GridPart {
  readonly name: string;
  readonly axes: readonly GridAxis[];
}

/** @throws InputError for a specification whose parts or axes are no groups of keys */
export function gridParts(spec: unknown, where: string): GridPart[] {
  return [...specAxes(spec, where)].map(([name, paths]) => {
    const { axes } = (spec as { parts: Record<string, { axes: Record<string, unknown> }> }).parts[name]!;
    return { name, axes: gridAxes(paths.map((path) => ({ path, values: valuesOf(axes[path]) }))) };
  });
}

/** Whoever has the file may have written into it. */
const valuesOf = (values: unknown): AxisValue[] =>
  Array.isArray(values) && values.length > 0 ? (values as AxisValue[]) : [String(values)];

/** Cells count through the product of the axes, the first varying slowest. */
function gridAxes(
  axes: readonly { readonly path: string; readonly values: readonly AxisValue[] }[],
): GridAxis[] {
  return axes.map(({ path, values }, a) => {
    const stride = axes.slice(a + 1).reduce((product, { values: { length } }) => product * length, 1);
    const order = [...values.keys()];
    if (values.every((value) => typeof value === 'number'))
      order.sort((i, j) => Number(values[i]) - Number(values[j]));
    const places = new Int32Array(values.length);
    order.forEach((index, place) => (places[index] = place));
    return {
      path,
      values: order.map((index) => labelOf(values[index]!)),
      placeOf: (cell) => places[Math.floor(cell / stride) % places.length]!,
    };
  });
}

const labelOf = (value: AxisValue): string | number =>
  typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);

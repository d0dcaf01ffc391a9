/** Where a device finds the numbers of a matricization of the end tensor. */
import { matricization } from '@ranksweep/core';
import type { PlacedMatrix } from './singularValues.ts';

export interface TensorPlaces {
  readonly dims: readonly number[];
  /** Of each entry, row-major, its place in a member's share, in floats. */
  readonly placeOf: ArrayLike<number>;
}

/**
 * The matricization or its transpose, whichever has no more columns than rows.
 * @param modes the modes in the rows, numbered from 1
 */
export function matricizationPlaces({ dims, placeOf }: TensorPlaces, modes: readonly number[]): PlacedMatrix {
  const { rows, cols, values } = matricization(placeOf, dims, modes);
  const places = Uint32Array.from(values);
  // Row after row of a wide matrix is column after column of its transpose.
  if (rows < cols) return { rows: cols, cols: rows, places };
  return {
    rows,
    cols,
    places: Uint32Array.from(places, (_, at) => places[(at % rows) * cols + Math.floor(at / rows)]!),
  };
}

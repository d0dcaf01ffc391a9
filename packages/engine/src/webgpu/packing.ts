/** States of runs as the first floats of a member's share, and back. */
import type { RunState } from '../state.ts';
import type { MatrixField } from './layout.ts';
import type { Shape } from './shape.ts';

export function packed(shape: Shape, { parameters, slots, meanSquare }: RunState): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(shape.kept);
  const put = (matrices: readonly MatrixField[], values: Float32Array | Float64Array): void => {
    let at = 0;
    for (const { offset, length } of matrices) floats.set(values.subarray(at, (at += length)), offset);
  };
  put(shape.parameters, parameters);
  slots.forEach((slot, i) => put(shape.slots[i]!, slot));
  floats[shape.meanSquare.offset] = meanSquare;
  return floats;
}

/** Matrices one after another. Every NaN is the canonical one: which it is differs between devices. */
export function unpacked(matrices: readonly MatrixField[], floats: Float32Array): Float32Array {
  const values = new Float32Array(matrices.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { offset, length } of matrices) {
    values.set(floats.subarray(offset, offset + length), at);
    at += length;
  }
  return values.some(Number.isNaN) ? values.map((value) => (Number.isNaN(value) ? NaN : value)) : values;
}

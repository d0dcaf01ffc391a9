/** Writes NumPy's .npy files, format version 1.0 (numpy/lib/format.py). */
import { writeFileSync } from 'node:fs';
import { numelOf } from '@ranksweep/core';

/** Text becomes NumPy's str: every value has the length of the longest, padded with zeros. */
export type NpyValues =
  Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | readonly string[];

const MAGIC = '\x93NUMPY\x01\x00';
/** The length of magic, length and header together is a multiple of this many bytes. */
const ALIGNMENT = 64;

/**
 * An array as the two parts of an .npy file, header and values. An array of numbers shares its memory with the second part.
 * @param shape of the values, row-major; [] for a single value
 * @throws RangeError if the number of values does not match the shape
 */
export function npyParts(
  values: NpyValues,
  shape: readonly number[],
): readonly [header: Uint8Array, data: Uint8Array] {
  if (values.length !== numelOf(shape)) {
    throw new RangeError(
      `npy: expected ${numelOf(shape)} values for shape [${shape.join()}], found ${values.length}`,
    );
  }
  const [type, numbers] = isText(values) ? codePoints(values) : [typeOf(values), values];
  return [npyHeader(type, shape), new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)];
}

/** Writes one array. Throws like `npyParts` and like the file system. */
export function writeNpy(path: string, values: NpyValues, shape: readonly number[]): void {
  writeFileSync(path, Buffer.concat(npyParts(values, shape)));
}

const isText = (values: NpyValues): values is readonly string[] => Array.isArray(values);

function typeOf(values: Exclude<NpyValues, readonly string[]>): string {
  if (values instanceof Float32Array) return '<f4';
  if (values instanceof Float64Array) return '<f8';
  if (values instanceof Int32Array) return '<i4';
  if (values instanceof BigInt64Array) return '<i8';
  return '|u1';
}

/** UTF-32, (values, length of the longest). NumPy has no text of length 0. */
function codePoints(values: readonly string[]): [type: string, numbers: Uint32Array] {
  const letters = values.map((value) => Array.from(value, (letter) => letter.codePointAt(0)!));
  const width = letters.reduce((most, { length }) => Math.max(most, length), 1);
  const numbers = new Uint32Array(values.length * width);
  letters.forEach((points, i) => numbers.set(points, i * width));
  return [`<U${width}`, numbers];
}

function npyHeader(type: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.map((size) => `${size},`).join(' ');
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const unpadded = MAGIC.length + 2 + header.length + 1;
  const padded = `${header}${' '.repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, Buffer.from(padded, 'latin1')]);
}

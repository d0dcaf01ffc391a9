/** Writes NumPy's .npy files, format version 1.0 (numpy/lib/format.py). */
import { writeFileSync } from 'node:fs';

const MAGIC = '\x93NUMPY\x01\x00';
/** Magic, length and header together are a multiple of so many bytes. */
const ALIGNMENT = 64;

/** @param shape of the values, row-major */
export function writeNpy(path: string, values: Float32Array | Int32Array, shape: readonly number[]): void {
  const type = values instanceof Float32Array ? '<f4' : '<i4';
  const sizes = shape.map((size) => `${size},`).join(' ');
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const unpadded = MAGIC.length + 2 + header.length + 1;
  const padded = `${header}${' '.repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, Buffer.from(padded, 'latin1'), data]),
  );
}

/** Writes IDX files as their format says, apart from the code that reads them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of unsigned bytes. */
export function idxBytes(shape: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  shape.forEach((size, n) => header.writeUInt32BE(size, 4 + 4 * n));
  return Buffer.concat([header, Uint8Array.from(values)]);
}

export type Files = Record<string, Buffer>;

/** Five training images and two test images of 2 x 3 pixels. */
export const smallSet = (): Files => ({
  'train-images-idx3-ubyte': idxBytes(
    [5, 2, 3],
    Array.from({ length: 30 }, (_, i) => i * 8),
  ),
  'train-labels-idx1-ubyte': idxBytes([5], [0, 1, 2, 1, 0]),
  't10k-images-idx3-ubyte': idxBytes(
    [2, 2, 3],
    Array.from({ length: 12 }, (_, i) => 255 - i),
  ),
  't10k-labels-idx1-ubyte': idxBytes([2], [3, 0]),
});

/** @returns the folder */
export function writeFiles(folder: string, files: Files): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

/** The files of digits, as they come with the package. */
export const digitsFiles = (): Files => {
  const folder = new URL('../../src/digits/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder))]));
};

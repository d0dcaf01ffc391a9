/** NumPy's .npz files: a ZIP archive of .npy files, stored as they are, as numpy.savez writes them. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { InputError, shown } from '@ranksweep/core';
import { npyParts, type NpyValues } from '@ranksweep/sweep';
import { Zip, ZipPassThrough } from 'fflate';

export interface NamedArray {
  readonly name: string;
  readonly values: NpyValues;
  /** Row-major; [] for a single value. */
  readonly shape: readonly number[];
}

/** Bounds of a ZIP archive without the extension ZIP64, with room for headers. */
const MOST_BYTES = 2 ** 32 - 2 ** 26;
const MOST_ARRAYS = 65_535;
/** Equal arrays give equal files. ZIP's times begin here. */
const MODIFIED = new Date(1980, 0, 1);

/**
 * @throws InputError when the arrays do not fit into one archive, or a name would be a path out of it
 * @throws an AbortError when the signal stops it
 */
export async function writeNpz(
  path: string,
  arrays: readonly NamedArray[],
  signal?: AbortSignal,
): Promise<void> {
  arrays.forEach(({ name }) => requirePlain(name));
  const parts = arrays.map(({ name, values, shape }) => ({ name, parts: npyParts(values, shape) }));
  const bytes = parts.reduce((sum, { parts: [header, data] }) => sum + header.length + data.length, 0);
  if (bytes > MOST_BYTES || arrays.length > MOST_ARRAYS) {
    throw new InputError(
      `npz: expected at most ${MOST_BYTES} bytes in ${MOST_ARRAYS} arrays, found ${bytes} in ${arrays.length}`,
    );
  }
  const file = openSync(path, 'w');
  try {
    const zip = new Zip((error, chunk) => {
      if (error) throw error;
      writeFully(file, chunk);
    });
    for (const {
      name,
      parts: [header, data],
    } of parts) {
      await setImmediate();
      signal?.throwIfAborted();
      const entry = new ZipPassThrough(`${name}.npy`);
      entry.mtime = MODIFIED;
      zip.add(entry);
      entry.push(header);
      entry.push(data, true);
    }
    zip.end();
  } finally {
    closeSync(file);
  }
}

/** Metrics are named in the database, by whoever has the file; an archive's names become paths where it is unpacked. */
function requirePlain(name: string): void {
  const isPlain = name.split('/').every((step) => /^[\w{},@. -]+$/.test(step) && !/^\.+$/.test(step));
  if (!isPlain)
    throw new InputError(`npz: expected names of letters, digits and _{},@.-, found ${shown(name)}`);
}

/** A write may take less than it is given. */
function writeFully(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** NumPy's .npz files: an uncompressed ZIP archive of .npy files, as numpy.savez writes them. */
import { InputError, shown } from '@ranksweep/core';
import { npyParts, type NpyValues } from '@ranksweep/npy';
import { Zip, ZipPassThrough } from 'fflate';

export interface NamedArray {
  readonly name: string;
  readonly values: NpyValues;
  /** Row-major; [] for a single value. */
  readonly shape: readonly number[];
}

/** Limits of a ZIP archive without the ZIP64 extension, with room for headers. */
const MOST_BYTES = 2 ** 32 - 2 ** 26;
const MOST_ARRAYS = 65_535;
/** The earliest time that ZIP can store. A fixed time makes equal arrays give equal files. */
const MODIFIED = new Date(1980, 0, 1);

/**
 * The archive, piece by piece.
 * @throws InputError if the arrays do not fit into one archive, or a name would lead out of it
 */
export function* npzPieces(arrays: readonly NamedArray[]): Generator<Uint8Array> {
  arrays.forEach(({ name }) => requirePlain(name));
  const parts = arrays.map(({ name, values, shape }) => ({ name, parts: npyParts(values, shape) }));
  const bytes = parts.reduce((sum, { parts: [header, data] }) => sum + header.length + data.length, 0);
  if (bytes > MOST_BYTES || arrays.length > MOST_ARRAYS) {
    throw new InputError(
      `npz: expected at most ${MOST_BYTES} bytes in ${MOST_ARRAYS} arrays, found ${bytes} in ${arrays.length}`,
    );
  }
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  for (const {
    name,
    parts: [header, data],
  } of parts) {
    const entry = new ZipPassThrough(`${name}.npy`);
    entry.mtime = MODIFIED;
    zip.add(entry);
    entry.push(header);
    entry.push(data, true);
    yield* pieces.splice(0);
  }
  zip.end();
  yield* pieces.splice(0);
}

/**
 * The names of metrics come from the database, which anyone with access may have changed, and become paths when the archive is
 * unpacked.
 */
function requirePlain(name: string): void {
  const isPlain = name.split('/').every((step) => /^[\w{},@. -]+$/.test(step) && !/^\.+$/.test(step));
  if (!isPlain)
    throw new InputError(`npz: expected names of letters, digits and _{},@.-, found ${shown(name)}`);
}

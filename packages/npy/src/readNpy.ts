/**
 * NumPy's .npy files: magic, version, a header that is a Python dictionary, the values.
 * Source: numpy/lib/format.py, "Format Version 1.0" to "3.0".
 */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { InputError, mostEntries, numelOf, shown, shownWord } from '@ranksweep/core';

/** An array as a file has it. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major, whatever the order in the file is. */
  readonly data: Float64Array;
  /** SHA-256 of the whole file. */
  readonly sha256: string;
}

/** What a header says. */
export interface NpyHeader {
  readonly bytesPerValue: 4 | 8;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

const magic = Buffer.from('\x93NUMPY', 'latin1');
/** The longest header. NumPy writes less than 200 bytes for a plain array. */
const LONGEST_HEADER = 65_536;
/** The most dimensions that NumPy allows. */
const MOST_DIMENSIONS = 64;

/** Throws what was expected of the file, and found. */
type Fail = (expected: string) => never;

/**
 * Reads an array of float32 or float64. No memory is allocated before the header's sizes have been compared with the file's.
 * @throws InputError that names the file if it does not exist, is not an .npy file, has another type of values, or is cut short
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const fail: Fail = (expected) => {
    throw new InputError(`${path}: ${expected}`);
  };
  const unreadable = (error: NodeJS.ErrnoException): never =>
    fail(error.code === 'ENOENT' ? 'expected a file, found none' : `cannot be read: ${error.message}`);
  // Check the path first, because opening a pipe would wait for its writer.
  const isFile = (await stat(path).catch(unreadable)).isFile();
  if (!isFile) return fail('expected a file, found a folder or a device');
  const file = await open(path).catch(unreadable);
  try {
    return await arrayIn(file, fail);
  } finally {
    await file.close();
  }
}

async function arrayIn(file: FileHandle, fail: Fail): Promise<NpyArray> {
  const { size } = await file.stat();
  const { start, length } = await headerPlace(file, size, fail);
  const { shape, bytesPerValue, fortranOrder } = parseHeader(
    (await readAt(file, start, length)).toString('latin1'),
    fail,
  );
  const numel = numelOf(shape);
  if (numel > mostEntries) return fail(`expected at most ${mostEntries} entries, found ${numel}`);
  const bytes = numel * bytesPerValue;
  const found = size - start - length;
  if (found !== bytes) {
    return fail(`expected ${bytes} bytes of values for shape ${shown(shape)}, found ${found}`);
  }
  const contents = await readAt(file, 0, size);
  if (contents.length !== size) return fail(`expected ${size} bytes, found ${contents.length}`);
  const values = valuesOf(contents.subarray(start + length), bytesPerValue);
  return {
    shape,
    data: fortranOrder ? rowMajor(values, shape) : values,
    sha256: createHash('sha256').update(contents).digest('hex'),
  };
}

/** Where the header begins and how long it is, in bytes: its length has two bytes in version 1, and four later. */
async function headerPlace(
  file: FileHandle,
  size: number,
  fail: Fail,
): Promise<{ readonly start: number; readonly length: number }> {
  const prefix = await readAt(file, 0, Math.min(size, 12));
  if (prefix.length < 10 || !prefix.subarray(0, 6).equals(magic)) {
    return fail('expected a NumPy .npy file (it begins with \\x93NUMPY), found something else');
  }
  const version = prefix[6]!;
  if (version < 1 || version > 3) return fail(`expected .npy version 1, 2 or 3, found ${version}`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 || prefix.length < 12 ? prefix.readUInt16LE(8) : prefix.readUInt32LE(8);
  if (length > LONGEST_HEADER || start + length > size) {
    const most = Math.min(LONGEST_HEADER, Math.max(0, size - start));
    return fail(`expected a header of at most ${most} bytes, found ${length}`);
  }
  return { start, length };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, keys in any order, nothing else. */
function parseHeader(text: string, fail: Fail): NpyHeader {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1] ?? fail(`expected a header {...}, found ${shown(text)}`);
  const entry =
    /\s*(?:'(\w+)'|"(\w+)")\s*:\s*('[^'\\]*'|"[^"\\]*"|True|False|\([\d\s,L]*\)|\[[^\]]*\])\s*(,|$)/y;
  const entries = new Map<string, string>();
  let end = 0;
  while (body.slice(end).trim() !== '') {
    entry.lastIndex = end;
    const match =
      entry.exec(body) ?? fail(`expected 'key': value in the header, found ${shown(body.slice(end))}`);
    const key = (match[1] ?? match[2])!;
    if (entries.has(key)) fail(`expected the header's keys once each, found ${shownWord(key)} twice`);
    entries.set(key, match[3]!);
    end = entry.lastIndex;
  }
  const keys = [...entries.keys()].toSorted().join(', ');
  if (keys !== 'descr, fortran_order, shape') {
    fail(
      `expected the header's keys descr, fortran_order, shape, found ${keys === '' ? 'none' : shownWord(keys)}`,
    );
  }
  return {
    bytesPerValue: bytesPerValue(entries.get('descr')!, fail),
    fortranOrder: truthValue(entries.get('fortran_order')!, fail),
    shape: shapeOf(entries.get('shape')!, fail),
  };
}

function bytesPerValue(descr: string, fail: Fail): 4 | 8 {
  const type = descr.slice(1, -1);
  if (type === '<f4') return 4;
  if (type === '<f8') return 8;
  return fail(
    `expected float32 or float64 values ('<f4', '<f8'), found ${shown(descr).slice(1, -1)}; save array.astype('<f8')`,
  );
}

function truthValue(text: string, fail: Fail): boolean {
  if (text === 'True' || text === 'False') return text === 'True';
  return fail(`expected fortran_order True or False, found ${shownWord(text)}`);
}

function shapeOf(text: string, fail: Fail): number[] {
  const wrong = (): never => fail(`expected a shape such as (3, 4), found ${shown(text).slice(1, -1)}`);
  const inner = /^\((.*)\)$/s.exec(text)?.[1] ?? wrong();
  const sizes = inner.split(',').map((size) => size.trim());
  if (sizes.at(-1) === '') sizes.pop();
  // Python 2 wrote long integers as 3L.
  const shape = sizes.map((size) => (/^\d+L?$/.test(size) ? Number.parseInt(size, 10) : wrong()));
  if (shape.length > MOST_DIMENSIONS || !shape.every(Number.isSafeInteger)) wrong();
  return shape;
}

function valuesOf(bytes: Buffer, bytesPerValue: 4 | 8): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = bytesPerValue === 4 ? view.getFloat32.bind(view) : view.getFloat64.bind(view);
  const values = new Float64Array(bytes.byteLength / bytesPerValue);
  for (let i = 0; i < values.length; i++) values[i] = read(i * bytesPerValue, true);
  return values;
}

/** Reorders values from the order in which the first index varies fastest to that in which the last does. */
function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const result = new Float64Array(values.length);
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    // i counts in the file's order, and `index` are its coordinates.
    result[shape.reduce((position, d, n) => position * d + index[n]!, 0)] = values[i]!;
    for (let n = 0; n < shape.length && ++index[n]! === shape[n]; n++) index[n] = 0;
  }
  return result;
}

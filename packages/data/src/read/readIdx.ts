/**
 * IDX files of unsigned bytes, plain or compressed with gzip.
 * Source: "The MNIST database of handwritten digits", section "File formats": two zero bytes, the type of the values, the number
 * of dimensions, their sizes as big-endian 32-bit integers, the values in row-major order.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '@ranksweep/core';
import type { Role } from './roles.ts';

export interface IdxFile {
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Uint8Array;
  /** SHA-256 of the whole file, decompressed. */
  readonly sha256: string;
}

const UNSIGNED_BYTE = 0x08;
const DIMENSIONS = { images: 3, labels: 1 } as const;
/** No file may hold more values: MNIST has 47 million. */
const MOST_VALUES = 2 ** 31 - 1;
/** Deflate makes nothing smaller than this share of it. */
const BEST_COMPRESSION = 1032;

/**
 * Reads a file of images or of labels. No memory is allocated before the header's sizes have been compared with the file's, and
 * nothing is decompressed beyond what the header promises.
 * @throws InputError that names the file if it is missing, unreadable, of another format, too short or too long
 */
export async function readIdx(path: string, { content, words }: Role): Promise<IdxFile> {
  const fail = (problem: string): never => {
    throw new InputError(`${path}: ${problem}`);
  };
  const unreadable = (error: NodeJS.ErrnoException): never =>
    fail(error.code === 'ENOENT' ? 'no such file' : `cannot be read: ${error.message}`);
  // Check the path first, because opening a pipe would wait for its writer.
  const status = await stat(path).catch(unreadable);
  if (!status.isFile()) return fail(`expected a file of ${words}, found a folder or a device`);
  const { size } = status;
  const isCompressed = await isGzip(path).catch(unreadable);
  const headerBytes = 4 + 4 * DIMENSIONS[content];
  let filled = 0;
  let file: Uint8Array = new Uint8Array(headerBytes);
  let shape: number[] | undefined;

  /** Compares the sizes that a header promises with the file's. */
  const begin = (header: Uint8Array): void => {
    shape = shapeOf(header, { content, words, fail });
    const promised = shape.reduce((product, d) => product * d, 1);
    if (promised > MOST_VALUES) fail(`expected at most ${MOST_VALUES} values, found ${sizeText(shape)}`);
    const isPossible = isCompressed
      ? headerBytes + promised <= size * BEST_COMPRESSION
      : headerBytes + promised === size;
    if (!isPossible) {
      fail(
        `expected ${headerBytes + promised} bytes (its header says ${sizeText(shape)}), found ${size}${isCompressed ? ' compressed ones' : ''}; ` +
          `the file is ${headerBytes + promised > size ? 'cut short' : 'too long'}, or damaged`,
      );
    }
    const whole = new Uint8Array(headerBytes + promised);
    whole.set(header);
    file = whole;
  };

  const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (let chunk of chunks) {
      while (chunk.length > 0) {
        const taken = chunk.subarray(0, file.length - filled);
        if (taken.length === 0) {
          fail(`expected ${file.length} bytes (its header says ${sizeText(shape!)}), found more`);
        }
        file.set(taken, filled);
        filled += taken.length;
        chunk = chunk.subarray(taken.length);
        if (shape === undefined && filled === headerBytes) begin(file);
      }
    }
  };

  const bytes = createReadStream(path);
  const reading = isCompressed ? pipeline(bytes, createGunzip(), collect) : pipeline(bytes, collect);
  await reading.catch((error: NodeJS.ErrnoException) => {
    if (error instanceof InputError) throw error;
    if (error.code?.startsWith('Z_')) fail(`expected a sound gzip file, found ${error.message}`);
    unreadable(error);
  });
  if (shape === undefined || filled < file.length) {
    return fail(
      `expected ${file.length} bytes, found ${filled}; the file is ${filled === 0 ? 'empty' : 'cut short'}`,
    );
  }
  const sha256 = createHash('sha256').update(file).digest('hex');
  return { path, shape, values: file.subarray(headerBytes), sha256 };
}

/** Gzip files begin with 1f 8b. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  } finally {
    await file.close();
  }
}

interface Expected {
  readonly content: Role['content'];
  readonly words: string;
  readonly fail: (problem: string) => never;
}

function shapeOf(header: Uint8Array, { content, words, fail }: Expected): number[] {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const dimensions = DIMENSIONS[content];
  const [type, found] = [view.getUint8(2), view.getUint8(3)];
  if (view.getUint16(0) !== 0) {
    return fail(`expected an IDX file (it begins with two zero bytes), found something else`);
  }
  if (type !== UNSIGNED_BYTE) {
    return fail(`expected values that are unsigned bytes (type 8), found type ${type}`);
  }
  if (found !== dimensions) {
    const other = content === 'images' ? 'labels' : 'images';
    const guess = found === DIMENSIONS[other] ? ` that a file of ${other} has; are the two swapped?` : '';
    return fail(`expected ${words}, which have ${countOfDimensions(dimensions)}, found ${found}${guess}`);
  }
  return Array.from({ length: dimensions }, (_, n) => view.getUint32(4 + 4 * n));
}

const countOfDimensions = (count: number): string => `${count} ${count === 1 ? 'dimension' : 'dimensions'}`;

const sizeText = (shape: readonly number[]): string => shape.join(' x ');

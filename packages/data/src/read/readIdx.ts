/** IDX files, plain or compressed with gzip; content tells which, not the name. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '@ranksweep/core';
import { IdxBuffer, type IdxContent } from './idxBuffer.ts';
import type { IdxRole } from '../roles.ts';

export interface IdxFile extends IdxContent {
  readonly path: string;
}

/** Deflate makes nothing smaller than a share of 1 in so many. */
const BEST_COMPRESSION = 1032;

/**
 * Reads a file of images or of labels. No memory is allocated before the header's sizes have been compared with the file's, and
 * nothing is decompressed beyond what the header promises.
 * @throws InputError that names the file if it is missing, unreadable, of another format, too short or too long
 */
export async function readIdx(path: string, role: IdxRole): Promise<IdxFile> {
  try {
    return { path, ...(await readContent(path, role)) };
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${path}: ${error.message}`) : error;
  }
}

/**
 * The same of a file that is called something else in messages.
 * @throws InputError that does not name it
 */
export async function readContent(path: string, role: IdxRole): Promise<IdxContent> {
  try {
    // Check the path first, because opening a pipe would wait for its writer.
    const status = await stat(path);
    if (!status.isFile()) throw new InputError(`expected ${role.words}, found a folder or a device`);
    return await ((await isGzip(path)) ? readCompressed : readPlain)(path, status.size, role);
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(problemOf(error as NodeJS.ErrnoException));
  }
}

async function readPlain(path: string, size: number, role: IdxRole): Promise<IdxContent> {
  const buffer = new IdxBuffer(role, (bytes) => {
    if (bytes > size) throw new InputError(`found ${size}: the file is cut short, or damaged`);
    if (bytes < size) throw new InputError(`found ${size}: the file is too long, or damaged`);
  });
  await pipeline(createReadStream(path), into(buffer));
  return buffer.finish();
}

async function readCompressed(path: string, size: number, role: IdxRole): Promise<IdxContent> {
  const buffer = new IdxBuffer(role, (bytes) => {
    if (bytes > size * BEST_COMPRESSION) throw new InputError(`found ${size} compressed ones: too few`);
  });
  const gunzip = createGunzip();
  await pipeline(createReadStream(path), gunzip, into(buffer));
  // Node's gunzip leaves out what follows the end of the compressed data.
  if (gunzip.bytesWritten !== size) {
    throw new InputError(
      `expected ${gunzip.bytesWritten} compressed bytes, found ${size}: the file is too long`,
    );
  }
  return buffer.finish();
}

const into = (buffer: IdxBuffer) => async (chunks: AsyncIterable<Uint8Array>) => {
  for await (const chunk of chunks) buffer.take(chunk);
};

/** Gzip files begin with 1f 8b. */
export async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  } finally {
    await file.close();
  }
}

/** @throws the error itself if it is a defect of this program */
function problemOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'expected a file, found none';
  if (error.code?.startsWith('Z_')) {
    return `expected a sound gzip file, found a damaged one or a part of one (${error.message})`;
  }
  if (error.syscall !== undefined) return `cannot be read: ${error.message}`;
  throw error;
}

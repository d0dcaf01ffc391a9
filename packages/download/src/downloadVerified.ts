/** A large file whose size and SHA-256 are known: what has come of it is kept, and another try goes on from there. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import { InputError } from '@ranksweep/core';
import { download, type Download } from './download.ts';

export interface VerifiedDownload extends Pick<Download, 'url' | 'path' | 'headers' | 'stallMs' | 'signal'> {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly onBytes: (bytes: number) => void;
  /** Tries in a row that may bring nothing. Default: 3. */
  readonly tries?: number;
  /** How long to wait before another try. Default: 1 s. */
  readonly pauseMs?: number;
}

/**
 * While it is not whole, the file has the name `path.part`; a file at `path` has been checked.
 * @throws InputError that says what went wrong, without the URL; what has come stays, unless its content is wrong
 * @throws the signal's reason once it is aborted, and errors of the file system
 */
export async function downloadVerified(wanted: VerifiedDownload): Promise<void> {
  const { path, bytes, sha256, onBytes, signal } = wanted;
  if (existsSync(path)) return onBytes(bytes);
  const part = partOf(path);
  if (sizeOf(part) > bytes) rmSync(part);
  if (sizeOf(part) < bytes) await fetchRest(wanted, part);
  onBytes(bytes);
  const found = await sha256OfFile(part, signal);
  if (found !== sha256) {
    rmSync(part);
    throw new InputError(`expected a file whose SHA-256 is ${sha256}, found ${found}`);
  }
  renameSync(part, path);
}

/** Where the part of a file is that has come so far. */
export const partOf = (path: string): string => `${path}.part`;

async function fetchRest(wanted: VerifiedDownload, part: string): Promise<void> {
  const { bytes, tries = 3, pauseMs = 1000, signal } = wanted;
  for (let vain = 0; ;) {
    const from = sizeOf(part);
    try {
      await download({ ...wanted, path: part, mostBytes: bytes, from });
      const found = sizeOf(part);
      if (found === bytes) return;
      throw new InputError(`expected ${bytes} bytes, found ${found}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      vain = sizeOf(part) > from ? 0 : vain + 1;
      if (vain >= tries) throw error;
    }
    await setTimeout(pauseMs, undefined, { signal });
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** @throws the signal's reason once it is aborted, and errors of the file system */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { signal });
  return hash.digest('hex');
}

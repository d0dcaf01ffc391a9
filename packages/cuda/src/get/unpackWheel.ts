/** Takes files out of a wheel, and holds each against the checksum that the wheel has of it. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { InputError } from '@ranksweep/core';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { readRecord, type FileRecord } from './record.ts';

export interface Unpacking {
  /** Path of the wheel. */
  readonly wheel: string;
  readonly folder: string;
  /** Which files are taken, by their paths in the wheel. */
  readonly isTaken: (path: string) => boolean;
  readonly signal: AbortSignal;
  /** Told as bytes are written. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * @throws InputError if the wheel or a file in it is damaged
 * @throws the signal's reason once it is aborted, and errors of the file system
 */
export async function unpackWheel({ wheel, folder, isTaken, signal, onBytes }: Unpacking): Promise<void> {
  const damaged = (why: string, cause?: unknown): InputError =>
    new InputError(`${wheel}: expected a sound wheel, found that ${why}`, { cause });
  const zip = await openPromise(wheel, { autoClose: false }).catch((error: unknown) => {
    throw isOfSystem(error) ? error : damaged((error as Error).message, error);
  });
  try {
    const entries = await entriesOf(zip).catch((error: Error) => {
      throw damaged(error.message, error);
    });
    const record = entries.find(({ fileName }) => /^[^/]+\.dist-info\/RECORD$/.test(fileName));
    if (record === undefined) throw damaged('it has no RECORD');
    const records = readRecord(await text(await zip.openReadStreamPromise(record)));
    for (const entry of entries.filter(({ fileName }) => !fileName.endsWith('/') && isTaken(fileName))) {
      const path = join(folder, entry.fileName);
      await mkdir(dirname(path), { recursive: true });
      const sha256 = await extract(zip, entry, path, { signal, onBytes });
      const problem = entry === record ? undefined : contentProblem(entry, sha256, records);
      if (problem !== undefined) throw damaged(problem);
    }
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

/** @returns the SHA-256 of the file, as RECORD writes it */
async function extract(
  zip: ZipFile,
  entry: Entry,
  path: string,
  { signal, onBytes }: Pick<Unpacking, 'signal' | 'onBytes'>,
): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    await zip.openReadStreamPromise(entry),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        onBytes(chunk.length);
        yield chunk;
      }
    },
    createWriteStream(path),
    { signal },
  );
  return hash.digest('base64url');
}

function contentProblem(
  { fileName }: Entry,
  sha256: string,
  records: ReadonlyMap<string, FileRecord>,
): string | undefined {
  const expected = records.get(fileName)?.sha256;
  if (expected === undefined) return `its RECORD has no checksum of ${fileName}`;
  return expected === sha256 ? undefined : `${fileName} is not what its RECORD says`;
}

const isOfSystem = (error: unknown): boolean => (error as NodeJS.ErrnoException).syscall !== undefined;

/** Where the pieces of an export go: into a new file, or a stream. */
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { writeNewFile, type NewFileOptions } from './newFile.ts';

export type Pieces = Iterable<string | Uint8Array>;
export type PieceWriter<Result> = (pieces: Pieces) => Promise<Result>;

/** Writes a file that is there whole or not at all, and gives its size in bytes. Throws as `writeNewFile`. */
export const toNewFile =
  (file: NewFileOptions): PieceWriter<number> =>
  (pieces) =>
    // The file is there. A stream that creates it, and opens it late, would do so behind its removal.
    writeNewFile(file, (path) =>
      pipeline(heard(pieces, file.signal), createWriteStream(path, { flags: 'r+' })),
    );

/** Writes to a stream, as fast as that takes it, and leaves it open. Rejects with the signal's reason when that stops it. */
export const toStream =
  (stream: Writable, signal?: AbortSignal): PieceWriter<void> =>
  (pieces) =>
    pipeline(heard(pieces, signal), stream, { end: false });

/** Signals of the process are heard between pieces, also by one whose output never has it wait. */
async function* heard(pieces: Pieces, signal: AbortSignal | undefined): AsyncGenerator<string | Uint8Array> {
  for (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
    await setImmediate();
  }
}

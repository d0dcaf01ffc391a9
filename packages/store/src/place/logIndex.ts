/**
 * The index of the write-ahead log, which all connections share. It tells whether the log file is the one that the index
 * describes (https://sqlite.org/walformat.html: "WAL-Index File Format" and "WAL File Format").
 */
import { fstatSync, readSync } from 'node:fs';
import { endianness } from 'node:os';

const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const INDEX_HEADER_BYTES = 136;

export interface LogIndex {
  /** Number of the last committed frame; 0 if the log is empty. */
  readonly lastFrame: number;
  readonly pageBytes: number;
  /** Checksum of the last frame and all frames before it. */
  readonly checksum: readonly [number, number];
  /** Hexadecimal digits that change each time the log is restarted. */
  readonly salts: string;
  /** A checkpoint was to copy the frames up to this one into the database's file. */
  readonly attempted: number;
  /** The frames up to this one have been copied. */
  readonly copied: number;
}

const isLittle = endianness() === 'LE';

/** Numbers are in the machine's byte order. */
export function readLogIndex(descriptor: number): LogIndex {
  const bytes = readAt(descriptor, 0, INDEX_HEADER_BYTES);
  const uint32 = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pageSize = isLittle ? bytes.readUInt16LE(14) : bytes.readUInt16BE(14);
  return {
    lastFrame: uint32(16),
    pageBytes: pageSize === 1 ? 65_536 : pageSize,
    checksum: [uint32(24), uint32(28)],
    salts: bytes.toString('hex', 32, 40),
    copied: uint32(96),
    attempted: uint32(128),
  };
}

/**
 * Whether a log ends with the frame that its index says was committed last. Call it with the write lock held, before anything is
 * written, so that nobody else changes either of them.
 */
export function isLogOf({ lastFrame, pageBytes, checksum, salts }: LogIndex, log: number): boolean {
  if (lastFrame === 0) return true;
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const end = LOG_HEADER_BYTES + lastFrame * frameBytes;
  if (fstatSync(log).size < end) return false;
  const header = readAt(log, 0, LOG_HEADER_BYTES);
  const frame = readAt(log, end - frameBytes, FRAME_HEADER_BYTES);
  return (
    header.toString('hex', 16, 24) === salts &&
    frame.toString('hex', 8, 16) === salts &&
    frame.readUInt32BE(16) === checksum[0] &&
    frame.readUInt32BE(20) === checksum[1]
  );
}

/** Reads bytes. Bytes beyond the end of the file are zero. */
function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, position);
  return bytes;
}

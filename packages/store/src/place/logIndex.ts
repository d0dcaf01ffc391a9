/**
 * The index of the write-ahead log, which all connections share, and whether the log is the one that it is of
 * (https://sqlite.org/walformat.html: "WAL-Index File Format" and "WAL File Format").
 */
import { fstatSync, readSync } from 'node:fs';
import { endianness } from 'node:os';

const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const INDEX_HEADER_BYTES = 136;

export interface LogIndex {
  /** Number of the last frame that was committed; 0 for a log with nothing in it. */
  readonly lastFrame: number;
  readonly pageBytes: number;
  /** Of the last frame and all before it. */
  readonly checksum: readonly [number, number];
  /** As hexadecimal digits; others each time that the log is begun anew. */
  readonly salts: string;
  /** Frames up to here were to be copied into the database's file by a checkpoint. */
  readonly attempted: number;
  /** Frames up to here have been. */
  readonly copied: number;
}

const isLittle = endianness() === 'LE';

/** Numbers are in the byte order of the machine. */
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
 * Whether a log ends with the frame that its index says was committed last. To be asked with the write lock, before anything
 * is written: then nobody else changes either of them.
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

/** Zeros beyond the end of the file. */
function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, position);
  return bytes;
}

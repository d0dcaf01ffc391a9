/**
 * The digest of one metric's points: the CRC-32 of every point's iteration and value, by iteration, as little-endian float64.
 * Appending points extends it without reading the earlier ones, and anyone with the rows can compute it.
 */
import { crc32 } from 'node:zlib';
import { crcBefore } from './crcBefore.ts';

export interface SeriesDigest {
  readonly points: number;
  /** The last iteration; -1 if there are no points. */
  readonly last: number;
  readonly crc: number;
}

export const noPoints: SeriesDigest = { points: 0, last: -1, crc: 0 };

/** Whether these iterations ascend and come after all that the digest covers. */
export function isNext({ last }: SeriesDigest, iterations: ArrayLike<number>): boolean {
  let before = last;
  for (let i = 0; i < iterations.length; i++) {
    if (!(iterations[i]! > before)) return false;
    before = iterations[i]!;
  }
  return true;
}

/** Grown as needed, because allocating it for every chunk would take longer than filling it. */
let scratch = new Float64Array(1024);

/** @param iterations for which `isNext` is true */
export function extended(
  { points, last, crc }: SeriesDigest,
  iterations: ArrayLike<number>,
  values: ArrayLike<number>,
): SeriesDigest {
  const n = iterations.length;
  if (n === 0) return { points, last, crc };
  return { points: points + n, last: iterations[n - 1]!, crc: crc32(bytesOf(iterations, values), crc) };
}

/**
 * The inverse of `extended`: the digest without the given last points, computed from these points alone. If they are damaged, the
 * result matches no series.
 * @param last the iteration of the last point that is kept; -1 if none is
 */
export function shortened(
  { points, crc }: SeriesDigest,
  iterations: ArrayLike<number>,
  values: ArrayLike<number>,
  last: number,
): SeriesDigest {
  const bytes = bytesOf(iterations, values);
  return { points: points - iterations.length, last, crc: crcBefore(bytes, crc) };
}

/** The bytes of points that are hashed. They are valid until the next call. */
function bytesOf(iterations: ArrayLike<number>, values: ArrayLike<number>): Uint8Array {
  const n = iterations.length;
  if (scratch.length < 2 * n) scratch = new Float64Array(4 * n);
  const numbers = scratch.subarray(0, 2 * n);
  for (let i = 0; i < n; i++) {
    numbers[2 * i] = iterations[i]!;
    numbers[2 * i + 1] = asStored(values[i]!);
  }
  return new Uint8Array(numbers.buffer, 0, numbers.byteLength);
}

/** SQLite stores NaN as NULL and has no negative zero. */
const asStored = (value: number): number => (Number.isNaN(value) ? NaN : value + 0);

export const isSame = (a: SeriesDigest, b: SeriesDigest): boolean =>
  a.points === b.points && a.last === b.last && a.crc === b.crc;

/** By metric id. */
export type RunDigest = ReadonlyMap<number, SeriesDigest>;

const BYTES = 20;

/** For each metric: last iteration as float64, then metric id, number of points and CRC-32 as uint32, little-endian. */
export function encodeRunDigest(digest: RunDigest): Buffer {
  const bytes = Buffer.allocUnsafe(BYTES * digest.size);
  let at = 0;
  for (const [metricId, { points, last, crc }] of digest) {
    at = bytes.writeDoubleLE(last, at);
    at = bytes.writeUInt32LE(metricId, at);
    at = bytes.writeUInt32LE(points, at);
    at = bytes.writeUInt32LE(crc, at);
  }
  return bytes;
}

/** Damaged bytes give digests that fit no points. */
export function decodeRunDigest(bytes: Buffer): RunDigest {
  const digest = new Map<number, SeriesDigest>();
  for (let at = 0; at + BYTES <= bytes.length; at += BYTES) {
    digest.set(bytes.readUInt32LE(at + 8), {
      last: bytes.readDoubleLE(at),
      points: bytes.readUInt32LE(at + 12),
      crc: bytes.readUInt32LE(at + 16),
    });
  }
  return digest;
}

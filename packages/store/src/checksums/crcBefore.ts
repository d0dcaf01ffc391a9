/**
 * Runs CRC-32 backwards. One byte takes the register r to T[(r ^ byte) & 255] ^ (r >>> 8), where T is the polynomial's table. The
 * highest bytes of T's entries all differ, so the highest byte of the result tells which entry was used.
 */
import { crc32 } from 'node:zlib';

/** T[i]: from the CRC of one byte, whose register begins with all bits set and is inverted at the end. */
const table = Int32Array.from({ length: 256 }, (_, i) => ~crc32(Uint8Array.of(i ^ 0xff)) ^ 0x00ffffff);

/** The index of the entry that has a given highest byte. */
const entryOf = new Uint8Array(256);
for (const [i, entry] of table.entries()) entryOf[entry >>> 24] = i;

/**
 * @param crc of some bytes and then `last`
 * @returns the CRC-32 of those bytes without `last`
 */
export function crcBefore(last: Uint8Array, crc: number): number {
  let register = ~crc;
  for (let at = last.length - 1; at >= 0; at--) {
    const i = entryOf[register >>> 24]!;
    register = ((register ^ table[i]!) << 8) | (i ^ last[at]!);
  }
  return ~register >>> 0;
}

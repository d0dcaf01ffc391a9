/** The digest of rows: the CRC-32 of their JSON, which finds every change of up to 32 neighbouring bits, and others but for one in 2^32. */
import { crc32 } from 'node:zlib';

type Value = string | number | bigint | null;
export type Row = readonly unknown[];

/** @param tables rows of one table after the other; values as SQLite gives them, or NaN for NULL */
export const digestOfRows = (...tables: readonly (readonly Row[])[]): number =>
  crc32(JSON.stringify(tables.map((rows) => rows.map((row) => row.map(asJson)))));

export const digestOfRow = (row: readonly Value[]): number => digestOfRows([row]);

/** JSON has no infinities; SQLite has no NaN. */
function asJson(value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? null : String(value);
}

/** The digest of rows: the CRC-32 of their JSON, which finds every change of up to 32 neighbouring bits, and others but for one in 2^32. */
import { crc32 } from 'node:zlib';

type Value = string | number | bigint | null;
export type Row = readonly unknown[];

/** @param tables rows of one table after the other; values as SQLite gives them, or NaN for NULL */
export const digestOfRows = (...tables: readonly (readonly Row[])[]): number =>
  crc32(JSON.stringify(tables.some(hasInfinities) ? tables.map(withNamedInfinities) : tables));

export const digestOfRow = (row: readonly Value[]): number => digestOfRows([row]);

/** JSON has neither NaN nor infinities, and makes null of them; so does SQLite of NaN alone. */
const isInfinite = (value: unknown): boolean => value === Infinity || value === -Infinity;

const hasInfinities = (rows: readonly Row[]): boolean => rows.some((row) => row.some(isInfinite));

const withNamedInfinities = (rows: readonly Row[]): readonly Row[] =>
  rows.map((row) => row.map((value) => (isInfinite(value) ? String(value) : value)));

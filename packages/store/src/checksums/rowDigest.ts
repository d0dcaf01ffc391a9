/**
 * The digest of rows: the CRC-32 of their JSON. It detects every change within 32 neighbouring bits, and misses one in 2^32 of
 * the others.
 */
import { crc32 } from 'node:zlib';

type Value = string | number | bigint | null;
export type Row = readonly unknown[];

/** @param tables rows of one table after another; values as SQLite returns them, or NaN for NULL */
export const digestOfRows = (...tables: readonly (readonly Row[])[]): number =>
  crc32(JSON.stringify(tables.some(hasInfinities) ? tables.map(withNamedInfinities) : tables));

export const digestOfRow = (row: readonly Value[]): number => digestOfRows([row]);

/** JSON has neither NaN nor infinities and turns both into null. SQLite turns only NaN into NULL. */
const isInfinite = (value: unknown): boolean => value === Infinity || value === -Infinity;

const hasInfinities = (rows: readonly Row[]): boolean => rows.some((row) => row.some(isInfinite));

const withNamedInfinities = (rows: readonly Row[]): readonly Row[] =>
  rows.map((row) => row.map((value) => (isInfinite(value) ? String(value) : value)));

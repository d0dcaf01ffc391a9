/**
 * A table in the form that its writers take. Writers take rows in blocks and pass on their output in pieces, so that neither all
 * rows nor the whole text is ever in memory.
 */

/** SQLite's values: INTEGER is a bigint, REAL a number, TEXT a string, BLOB bytes, and NULL is null. */
export type Value = string | number | bigint | boolean | Uint8Array | null;
export type Row = readonly Value[];

/**
 * The type of a column. `integer`: numbers without a fraction, or bigints. `real`: numbers, including NaN and infinities. `any`:
 * each value tells its own type.
 */
export type ColumnType = 'text' | 'integer' | 'real' | 'boolean' | 'any';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Rows that begin with the same values. A trajectory has thousands of rows that differ only in iteration and value. */
export interface Block {
  /** Number of rows. */
  readonly count: number;
  /** Values of the first columns, which are equal in all rows. */
  readonly same: Row;
  /** Values of the other columns, one per row. */
  readonly each: readonly ArrayLike<Value>[];
}

export interface Table {
  readonly columns: readonly Column[];
  /** Blocks that all have the same number of values in `same`. */
  readonly blocks: Iterable<Block>;
}

/** A row that shares nothing with others. */
export const blockOf = (row: Row): Block => ({ count: 1, same: row, each: [] });

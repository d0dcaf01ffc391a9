/**
 * A table as its writers take it. They take rows by the block and hand on what they have written piece by piece, so
 * that neither the rows nor the text of a table are ever in memory as a whole.
 */

/** How SQLite's values come: INTEGER as bigint, REAL as number, TEXT as string, BLOB as bytes, NULL as null. */
export type Value = string | number | bigint | boolean | Uint8Array | null;
export type Row = readonly Value[];

/**
 * What the values of a column are. `integer`: numbers without a fraction, or bigints. `real`: numbers, which may be
 * NaN or infinite. `any`: each value tells by itself.
 */
export type ColumnType = 'text' | 'integer' | 'real' | 'boolean' | 'any';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Rows that begin with the same values: a trajectory has thousands, and differs in iteration and value alone. */
export interface Block {
  /** Number of rows. */
  readonly count: number;
  /** Values of the first columns, equal in all rows. */
  readonly same: Row;
  /** Values of the other columns, one a row. */
  readonly each: readonly ArrayLike<Value>[];
}

export interface Table {
  readonly columns: readonly Column[];
  /** All with as many values in `same`. */
  readonly blocks: Iterable<Block>;
}

/** A row that shares nothing with others. */
export const blockOf = (row: Row): Block => ({ count: 1, same: row, each: [] });

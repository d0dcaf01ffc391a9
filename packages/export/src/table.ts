/** A table as its writers take it: typed columns, and rows that are made when they are asked for. */

/** An integer is a number without a fraction; a real number may be NaN or infinite. */
export type ColumnType = 'text' | 'integer' | 'real' | 'boolean';
export type Value = string | number | boolean | null;
/** One value a column, in their order. */
export type Row = readonly Value[];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: Iterable<Row>;
}

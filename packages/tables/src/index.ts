/** Tables as CSV and JSON; Parquet, which takes longer to load, is `@ranksweep/tables/parquet`. */
export { csvPieces } from './csv.ts';
export { jsonPieces } from './json.ts';
export {
  blockOf,
  type Block,
  type Column,
  type ColumnType,
  type Row,
  type Table,
  type Value,
} from './table.ts';

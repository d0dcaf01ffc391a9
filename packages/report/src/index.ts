export type {
  BoundaryReport,
  CellValue,
  DataColumn,
  DataTable,
  PartConfiguration,
  Report,
  Reproduction,
  SearchReport,
  SweepReport,
  TheoryVerdict,
  Trouble,
} from './report.ts';
export { reportPage } from './reportPage.ts';

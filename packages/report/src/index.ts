export type {
  CellValue,
  DataColumn,
  DataTable,
  PartConfiguration,
  Report,
  Reproduction,
  SweepReport,
  TheoryVerdict,
  Trouble,
} from './report.ts';
export { reportPage } from './reportPage.ts';

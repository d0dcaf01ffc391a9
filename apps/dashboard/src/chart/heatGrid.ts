/** What a heat map shows: values on a grid of two axes. */
import type { HeatCell } from './heatCells.ts';

export interface HeatAxis {
  readonly label: string;
  readonly values: readonly (string | number)[];
}

export interface HeatGrid {
  readonly columns: HeatAxis;
  readonly rows: HeatAxis;
  /** By row, then by column. */
  readonly cells: readonly (readonly HeatCell[])[];
}

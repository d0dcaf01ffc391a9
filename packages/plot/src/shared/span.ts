/** How many columns of a figure a panel takes. */
import type { FigurePanel } from '../figure.ts';

export const spanOf = (panel: FigurePanel): number => ('span' in panel ? (panel.span ?? 1) : 1);

/** How many columns there are, and pixels of each and between two: see `PanelLayout`. */
interface Columns {
  readonly columns: number;
  readonly plotWidth: number;
  readonly besidePlot: number;
}

/** Pixels, over all columns that the panel takes. */
export const plotWidthOf = (panel: FigurePanel, { columns, plotWidth, besidePlot }: Columns): number =>
  plotWidth + (Math.min(spanOf(panel), columns) - 1) * (plotWidth + besidePlot);

/** How many columns of a figure a panel takes. */
import type { FigurePanel } from './figure.ts';
import type { PanelLayout } from './layout.ts';

export const spanOf = (panel: FigurePanel): number => ('span' in panel ? (panel.span ?? 1) : 1);

/** Pixels, over all columns that the panel takes. */
export const plotWidthOf = (
  panel: FigurePanel,
  { columns, plotWidth, besidePlot }: Pick<PanelLayout, 'columns' | 'plotWidth' | 'besidePlot'>,
): number => plotWidth + (Math.min(spanOf(panel), columns) - 1) * (plotWidth + besidePlot);

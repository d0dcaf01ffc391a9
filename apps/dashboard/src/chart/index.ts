/** Charts as text: pure functions from data and a size to lines of styled text. */
export { isOneCellEach } from './cellText.ts';
export type { HeatCell, HeatMark } from './heatCells.ts';
export type { HeatAxis } from './heatGrid.ts';
export { heatMap } from './heatMap.ts';
export { lineChart, type Series } from './lineChart.ts';
export { progressBar, progressMarks } from './progressBar.ts';
export type { ScaleKind } from './scale.ts';
export { shortNumber } from './shortNumber.ts';
export { plainText, seriesColor } from './spans.ts';
export type { ColorIndex, Line, Span, Style } from './spans.ts';

/** A heat map as Vega-Lite layers: a rectangle for every cell, crossed out where its value is not finite. */
import type { HeatmapPanel } from '../figure.ts';
import { fillScale, heatKey, onScale } from '../shared/heatScale.ts';
import type { Shared } from '../shared/shared.ts';
import { fontSize, ink } from '../style.ts';

/** The panel has cells. */
export function heatmapLayers(panel: HeatmapPanel, { heatScales, labelWidth }: Shared): object[] {
  const scale = heatScales.get(heatKey(panel))!;
  const labels = { labelAngle: 0, labelOverlap: 'parity', labelSeparation: 3, grid: false, domain: false };
  const x = {
    field: 'x',
    type: 'ordinal',
    scale: { domain: panel.xLabels, padding: 0 },
    axis: { title: panel.xTitle, ...labels },
  };
  const y = {
    field: 'y',
    type: 'ordinal',
    scale: { domain: panel.yLabels.toReversed(), padding: 0 },
    axis: {
      title: panel.yTitle,
      ...labels,
      ticks: false,
      minExtent: labelWidth,
      maxExtent: labelWidth,
    },
  };
  const finite = panel.cells.filter((cell) => Number.isFinite(cell.value));
  const fill = { field: 'value', type: 'quantitative', scale: fillScale(scale), legend: null };
  const values = finite.map((cell) => ({ ...cell, value: onScale(cell.value, scale) }));
  const others = panel.cells.filter((cell) => !Number.isFinite(cell.value)).map((cell) => [cell.x, cell.y]);
  const crossed = others.map(([column, row]) => ({ x: column, y: row, text: '×' }));
  const place = { x, y };
  return [
    {
      data: { values },
      mark: { type: 'rect', ...cellEdge },
      encoding: { ...place, fill },
    },
    ...(crossed.length === 0
      ? []
      : [
          {
            data: { values: crossed },
            mark: { type: 'rect', fill: ink.noValue, ...cellEdge },
            encoding: place,
          },
          {
            data: { values: crossed },
            mark: { type: 'text', color: ink.faint, fontSize: fontSize.axisTitle, baseline: 'middle' },
            encoding: { ...place, text: { field: 'text', type: 'nominal' } },
          },
        ]),
  ];
}

const cellEdge = { stroke: 'white', strokeWidth: 0.5 };

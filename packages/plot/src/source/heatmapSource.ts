/** From stored runs to a heat map: the median of a value over the runs of every cell. */
import { median } from '@ranksweep/core';
import type { AxisNames, HeatmapPanelSpec } from '@ranksweep/kinds';
import { axisTitle } from './axisNames.ts';
import { keyAt, labelsAt } from './differences.ts';
import type { HeatmapCell, HeatmapPanel } from '../figure.ts';
import type { FigureRun, FigureSource } from '../figureSource.ts';
import { finalValue } from './finalValue.ts';
import { valueInWords } from '../words.ts';

/** @throws InputError for a metric that the runs have not recorded */
export function heatmapPanel(
  source: FigureSource,
  runs: readonly FigureRun[],
  spec: HeatmapPanelSpec,
  names?: AxisNames,
): HeatmapPanel {
  const { title, x, y, scale } = spec;
  const xAxis = labelsAt(runs, x, names);
  const yAxis = labelsAt(runs, y, names);
  const byCell = [...Map.groupBy(runs, (run) => JSON.stringify([keyAt(run, x), keyAt(run, y)])).values()];
  return {
    kind: 'heatmap',
    title,
    xTitle: spec.xTitle ?? axisTitle(x, names),
    yTitle: spec.yTitle ?? axisTitle(y, names),
    valueTitle: (spec.valueTitle ?? valueInWords(spec.value)) + medianNote(byCell),
    ...(scale === undefined ? {} : { scale }),
    xLabels: [...xAxis.values()],
    yLabels: [...yAxis.values()],
    cells: byCell.flatMap((inCell): HeatmapCell[] => {
      const run = inCell[0]!;
      const values = inCell.flatMap(
        (one) => finalValue(source, one, spec.value, `figure, panel '${title}'`) ?? [],
      );
      if (values.length === 0) return [];
      return [{ x: xAxis.get(keyAt(run, x))!, y: yAxis.get(keyAt(run, y))!, value: median(values) }];
    }),
  };
}

function medianNote(cells: readonly (readonly FigureRun[])[]): string {
  if (cells.every((runs) => runs.length === 1)) return '';
  const onlySeedsDiffer = cells.every((runs) => new Set(runs.map((run) => run.seed)).size === runs.length);
  return onlySeedsDiffer ? ', median over seeds' : ', median over all runs of a cell';
}

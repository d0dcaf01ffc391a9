/** One row for each cell of a part that nothing is published of. */
import type { Cell } from '@ranksweep/kinds';
import { componentCount, RISES_SHOWN, type MeasuredRun } from '../measuredRuns.ts';
import { axisValue, count, endings, measure, medianOf, NONE, spread, table } from '../words.ts';

export interface MeasuredCell {
  readonly cell: Cell;
  readonly runs: readonly MeasuredRun[];
}

/** @param cells of one part, all with the same axes */
export function cellTable(cells: readonly MeasuredCell[]): string {
  const axes = Object.keys(cells[0]?.cell ?? {});
  const hasComponents = cells.some(({ runs }) => runs.some(({ components }) => components !== undefined));
  return table(
    [
      ...axes.map((axis) => `\`${axis}\``),
      'runs',
      'iterations',
      'final error',
      ...(hasComponents ? ['components', `half-rises of 1 to ${RISES_SHOWN}, medians`] : []),
    ],
    cells.map(({ cell, runs }) => [
      ...axes.map((axis) => axisValue(cell[axis])),
      endings(runs),
      spread(
        runs.map(({ iterations }) => iterations),
        count,
      ),
      spread(
        runs.map(({ finals }) => finals.get('reconstruction_error')),
        measure,
      ),
      ...(hasComponents ? [spread(runs.map(componentCount), count), riseMedians(runs)] : []),
    ]),
  );
}

function riseMedians(runs: readonly MeasuredRun[]): string {
  const medians = Array.from({ length: RISES_SHOWN }, (_, k) =>
    medianOf(
      runs.map(({ rises, components }) => rises.get(`${components}_${k + 1}`)),
      count,
    ),
  );
  while (medians.at(-1) === NONE) medians.pop();
  return medians.join('; ') || NONE;
}

/** What the page says of one part of a sweep. */
import { isDeepStrictEqual } from 'node:util';
import { cellsOf, type Cell } from '@ranksweep/kinds';
import type { ExpandedPart } from '@ranksweep/sweep';
import type { PublishedTrajectory } from '@ranksweep/experiments';
import type { MeasuredRun } from './measuredRuns.ts';
import { axisTable } from './tables/axisTable.ts';
import { cellTable, type MeasuredCell } from './tables/cellTable.ts';
import { exponentTable } from './tables/exponentTable.ts';
import { publishedTable } from './tables/publishedTable.ts';
import { cellTitle, endings } from './words.ts';

/** A part with more cells than this has a table for each axis in place of one row for each cell. */
const CELLS_LISTED = 40;

export interface PartContent {
  readonly part: Pick<ExpandedPart, 'axes' | 'zip'>;
  readonly runs: readonly MeasuredRun[];
  /** What is published of the part. */
  readonly published: readonly PublishedTrajectory[];
  /** A table of what is expected of the part's runs; undefined for none. */
  readonly expectations?: string | undefined;
  readonly remarks: readonly string[];
}

/** @returns paragraphs of Markdown */
export function partSection({ part, runs, published, expectations, remarks }: PartContent): string[] {
  const cells = cellsOf(part).map((cell, place) => ({
    cell,
    runs: runs.filter((run) => run.cell === place),
  }));
  const publishedOf = (cell: Cell): PublishedTrajectory | undefined =>
    published.find((one) => isDeepStrictEqual(one.cell, cell));
  const compared = cells.flatMap(({ cell, runs: inCell }) => {
    const one = publishedOf(cell);
    const title = [cellTitle(cell), endings(inCell)].filter((text) => text !== '').join(': ');
    return one === undefined ? [] : [`${title}.`, publishedTable(one, inCell)];
  });
  const table = exponentTable(cells);
  const exponents = table === undefined ? [] : [table];
  const others = cells.filter(({ cell }) => publishedOf(cell) === undefined);
  const expected = expectations === undefined ? [] : [expectations];
  return [...compared, ...ownTables(others, part), ...exponents, ...expected, ...remarks];
}

function ownTables(cells: readonly MeasuredCell[], { axes }: Pick<ExpandedPart, 'axes'>): string[] {
  if (cells.length === 0) return [];
  if (cells.length <= CELLS_LISTED) return [cellTable(cells)];
  const runs = cells.flatMap((one) => one.runs);
  return Object.keys(axes)
    .filter((axis) => axes[axis]!.length > 1)
    .map((axis) => axisTable(axis, runs));
}

/** What is known of the boundaries that a sweep looks for, as a report has it. */
import type { AxisNames } from '@ranksweep/kinds';
import type { BoundaryReport, DataTable } from '@ranksweep/report';
import { sweepAddress, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { ranksweepCommand } from '@ranksweep/text';
import {
  boundaryRows,
  confidenceText,
  outcomeText,
  storedBoundaries,
  type PartBoundary,
} from '../boundaryFacts.ts';
import { figureOfBoundaries } from '../plot/analysis/boundaryFigure.ts';
import { tableValue } from './reportedRuns.ts';
import { MOST_ROWS } from './runsTable.ts';

/** One for each part that looks for a boundary. */
export async function boundaryReports(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  names: AxisNames | undefined,
): Promise<BoundaryReport[]> {
  const reports: BoundaryReport[] = [];
  for (const found of await storedBoundaries(store, sweep)) {
    const figure = await figureOfBoundaries([found], names);
    const { part, boundary, lines } = found;
    reports.push({
      part,
      outcome: outcomeText(boundary),
      confidence: confidenceText(boundary),
      runs: lines.reduce((sum, { runs }) => sum + runs, 0),
      lines: linesTable(found, ranksweepCommand(['show', sweepAddress(sweep.id)], store.path)),
      ...(figure === undefined ? {} : { figure }),
    });
  }
  return reports;
}

function linesTable(found: PartBoundary, command: string): DataTable {
  const { others, rows } = boundaryRows(found);
  const { along } = found.boundary;
  const kindOf = (a: number): 'number' | 'text' =>
    rows.every((row) => typeof (row.others[a] ?? 0) === 'number') ? 'number' : 'text';
  return {
    columns: [
      ...others.map((name, a) => ({ name, kind: kindOf(a) })),
      { name: along, kind: 'number', description: 'the value nearest to the boundary, as estimated' },
      {
        name: 'interval',
        kind: 'text',
        description: `has that value with ${confidenceText(found.boundary)} confidence`,
      },
      { name: 'runs', kind: 'number', description: 'trials that have ended, each of one run' },
    ],
    rows: rows
      .slice(0, MOST_ROWS)
      .map((row) => [...row.others.map(tableValue), row.estimate, row.interval, row.runs]),
    total: rows.length,
    command,
  };
}

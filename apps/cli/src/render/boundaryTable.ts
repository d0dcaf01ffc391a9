/** What searches of boundaries have found, as tables. */
import type { ReadOnlyStore, SweepSummary } from '@ranksweep/store';
import type { SweepSpec } from '@ranksweep/sweep';
import {
  boundaryRows,
  confidenceText,
  outcomeText,
  partBoundaries,
  storedBoundaries,
  type PartBoundary,
} from '../boundaryFacts.ts';
import { terminalTable } from './terminalTable.ts';

/** A table for each part that looks for a boundary; undefined where none does. */
export const boundaryTables = async (
  store: ReadOnlyStore,
  sweepId: number,
  spec: Pick<SweepSpec, 'parts'>,
): Promise<string | undefined> => inOne(await partBoundaries(store, sweepId, spec));

/** The same of a sweep as it is stored, as far as that can be read. */
export const storedBoundaryTables = async (
  store: ReadOnlyStore,
  sweep: SweepSummary,
): Promise<string | undefined> => inOne(await storedBoundaries(store, sweep));

function inOne(parts: readonly PartBoundary[]): string | undefined {
  if (parts.length === 0) return undefined;
  return parts.map((part) => `${heading(part)}\n${table(part)}`).join('\n\n');
}

/** `cp: reconstruction_error < 0.1, for most seeds, from this task.observed on (90 % confidence)` */
const heading = ({ part, boundary }: PartBoundary): string =>
  `${part}: ${outcomeText(boundary)} (${confidenceText(boundary)} confidence)`;

function table(part: PartBoundary): string {
  const { others, rows } = boundaryRows(part);
  return terminalTable(
    [...others, part.boundary.along, 'interval', 'runs'],
    rows.map((row) => [...row.others.map((value) => value ?? ''), row.estimate, row.interval, row.runs]),
  );
}

/** What searches of boundaries have found, as tables. */
import { getPath } from '@ranksweep/core';
import type { FoundBoundary } from '@ranksweep/search';
import { requireSpec, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { checkedSpec, type SweepSpec } from '@ranksweep/sweep';
import { formatNumber } from '@ranksweep/text';
import { terminalTable } from './terminalTable.ts';

type Spec = Pick<SweepSpec, 'parts'>;

/** A table for each part that looks for a boundary; undefined where none does. */
export async function boundaryTables(
  store: ReadOnlyStore,
  sweepId: number,
  spec: Spec,
): Promise<string | undefined> {
  if (!Object.values(spec.parts).some(({ boundary }) => boundary !== undefined)) return undefined;
  const { foundBoundaries } = await import('@ranksweep/search');
  const parts = Map.groupBy(foundBoundaries(store, sweepId, spec), ({ part }) => part);
  return Array.from(parts, ([part, lines]) => `${heading(part, spec)}\n${table(lines)}`).join('\n\n');
}

/** The same of a sweep as it is stored, as far as that can be read. */
export async function storedBoundaryTables(
  store: ReadOnlyStore,
  sweep: SweepSummary,
): Promise<string | undefined> {
  if (sweep.specDamage !== undefined) return undefined;
  // Most sweeps have no boundary: their specification needs no check.
  const parts = Object.values(getPath(requireSpec(sweep), 'parts') ?? {});
  if (!parts.some((part) => getPath(part as object, 'boundary') !== undefined)) return undefined;
  return await boundaryTables(store, sweep.id, checkedSpec(sweep));
}

/** `cp: reconstruction_error < 0.1 holds from this task.observed on (90 % confidence)` */
function heading(part: string, { parts }: Spec): string {
  const { along, outcome, holds, confidence } = parts[part]!.boundary!;
  const way = holds === 'above' ? 'on' : 'downward';
  return `${part}: ${outcome}, for most seeds, from this ${along} ${way} (${formatNumber(100 * confidence)} % confidence)`;
}

function table(lines: readonly FoundBoundary[]): string {
  const others = [...new Set(lines.flatMap(({ others: cell }) => Object.keys(cell)))];
  const { along } = lines[0]!;
  const rows = lines.map(({ others: cell, estimate, runs, ...line }) => [
    ...others.map((path) => cell[path] ?? ''),
    estimate ?? 'at none',
    intervalText(line),
    runs,
  ]);
  return terminalTable([...others, along, 'interval', 'runs'], rows);
}

function intervalText({
  from,
  to,
  isContradicted,
}: Pick<FoundBoundary, 'from' | 'to' | 'isContradicted'>): string {
  if (isContradicted) return 'the outcome flips more than once';
  if (from === undefined) return 'at none of the values';
  return to === undefined ? `${from}, or at none` : `${from} to ${to}`;
}

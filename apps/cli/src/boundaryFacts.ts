/** What is known of the boundaries that a sweep looks for, for whoever tells of it. */
import { getPath } from '@ranksweep/core';
import type { FoundBoundary } from '@ranksweep/search';
import { requireSpec, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { checkedSpec, type SweepSpec } from '@ranksweep/sweep';
import { formatNumber } from '@ranksweep/text';

type Spec = Pick<SweepSpec, 'parts'>;

/** The boundary of one part. */
export interface PartBoundary {
  readonly part: string;
  readonly boundary: NonNullable<SweepSpec['parts'][string]['boundary']>;
  /** One for each combination of the other axes, in the order of the grid. */
  readonly lines: readonly FoundBoundary[];
}

/** One for each part that looks for a boundary. */
export async function partBoundaries(
  store: ReadOnlyStore,
  sweepId: number,
  spec: Spec,
): Promise<PartBoundary[]> {
  if (!Object.values(spec.parts).some(({ boundary }) => boundary !== undefined)) return [];
  const { foundBoundaries } = await import('@ranksweep/search');
  const parts = Map.groupBy(foundBoundaries(store, sweepId, spec), ({ part }) => part);
  return Array.from(parts, ([part, lines]) => ({ part, boundary: spec.parts[part]!.boundary!, lines }));
}

/** The same of a sweep as it is stored, as far as that can be read. */
export async function storedBoundaries(store: ReadOnlyStore, sweep: SweepSummary): Promise<PartBoundary[]> {
  if (sweep.specDamage !== undefined) return [];
  // Most sweeps have no boundary: their specification needs no check.
  const parts = Object.values(getPath(requireSpec(sweep), 'parts') ?? {});
  if (!parts.some((part) => getPath(part as object, 'boundary') !== undefined)) return [];
  return await partBoundaries(store, sweep.id, checkedSpec(sweep));
}

/** `reconstruction_error < 0.1, for most seeds, from this task.observed on` */
export const outcomeText = ({ along, outcome, holds }: PartBoundary['boundary']): string =>
  `${outcome}, for most seeds, from this ${along} ${holds === 'above' ? 'on' : 'downward'}`;

/** `80 %` */
export const confidenceText = ({ confidence }: PartBoundary['boundary']): string =>
  `${formatNumber(100 * confidence)} %`;

export interface BoundaryRow {
  /** Values of the other axes, undefined where a condition leaves one out. */
  readonly others: readonly unknown[];
  readonly estimate: number | 'at none';
  readonly interval: string;
  readonly runs: number;
}

/** What a table has of its lines. @returns others: the other axes */
export function boundaryRows({ lines }: PartBoundary): {
  readonly others: readonly string[];
  readonly rows: readonly BoundaryRow[];
} {
  const others = [...new Set(lines.flatMap((line) => Object.keys(line.others)))];
  const rows = lines.map((line) => ({
    others: others.map((path): unknown => line.others[path]),
    estimate: line.estimate ?? ('at none' as const),
    interval: intervalText(line),
    runs: line.runs,
  }));
  return { others, rows };
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

/** The runs of a sweep as far as it asks for them, each once, with what a report tells of them. */
import { getPath } from '@ranksweep/core';
import { readSpecAxes } from '@ranksweep/kinds';
import type { AskedRun, ReadOnlyStore, SweepSummary } from '@ranksweep/store';
import { withProgress, type PhaseObserver } from '@ranksweep/sweep';
import { varyingAxes } from '../render/runsTable.ts';

export interface ReportedRun {
  readonly run: AskedRun;
  /** Last value of each metric, by name. */
  readonly finals: ReadonlyMap<string, number>;
}

export interface ReportedRuns {
  /** Axes that tell the runs apart. */
  readonly axes: readonly string[];
  /** In the order of parts, cells and seeds. A run that stands in several cells is told of in the first. */
  readonly all: readonly ReportedRun[];
  /** The runs at every cell that asks for them. */
  readonly placed: readonly AskedRun[];
}

export function reportedRuns(
  store: ReadOnlyStore,
  { id, spec }: SweepSummary,
  observer: PhaseObserver,
): ReportedRuns {
  const placed = store.runsAsAsked(id);
  const distinct = [...new Map(placed.toReversed().map((run) => [run.runId, run])).values()].toReversed();
  const axes = varyingAxes(readSpecAxes(spec).axes, placed);
  const all = Array.from(withProgress('reading runs', distinct, observer), (run) => ({
    run,
    finals: store.finals(run.runId, run.upTo),
  }));
  return { axes, all, placed };
}

/** The value of an axis as a table has it. */
export const axisValue = ({ config }: AskedRun, path: string): number | string | null =>
  tableValue(getPath(config ?? {}, path));

/** Numbers and text as they are, all else as JSON. */
export function tableValue(value: unknown): number | string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

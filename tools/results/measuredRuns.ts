/** What the page asks of a run, read from the store once. */
import { getPath, rankedName, significantCount, type RunConfig } from '@ranksweep/core';
import { requireSound, type AttemptRow, type ReadOnlyStore, type SweepRunRow } from '@ranksweep/store';

/** How a run ended, in the words of the page. */
export type Ending = 'converged' | 'stopped at the limit' | 'diverged' | 'failed' | 'not finished';

export interface MeasuredRun {
  readonly runId: number;
  readonly part: string;
  /** Place in the part's grid. */
  readonly cell: number;
  readonly config: RunConfig;
  readonly ending: Ending;
  readonly iterations: number;
  readonly wallMs: number;
  readonly attempts: readonly AttemptRow[];
  readonly finals: ReadonlyMap<string, number>;
  /** Metric -> iteration of its half-rise. */
  readonly rises: ReadonlyMap<string, number>;
  /** Levels on which the reconstruction error rests, in their order. */
  readonly errorPlateaus: readonly number[];
  /** Stem of the ranked metric whose values are the model's components, if it was recorded. */
  readonly components: string | undefined;
}

/** Half-rises that the page tells, of the largest values. */
export const RISES_SHOWN = 5;

/** Of several nodes of a mode tree the root: its name is the longest. */
const COMPONENTS: Readonly<Record<string, RegExp>> = {
  matrix: /^singular_value$/,
  cp: /^component_norm$/,
  hierarchical: /^local_component_norm\{/,
};

export function measuredRuns(store: ReadOnlyStore, sweepId: number): MeasuredRun[] {
  return store.runsOfSweep(sweepId).map((run) => {
    const { runId, part, cell, config, iterations, wallMs } = requireSound(run, store.path);
    const finals = store.finals(runId);
    const events = store.events(runId);
    const rises = events.filter(({ kind }) => kind === 'rise');
    const plateaus = events.filter(
      ({ kind, subject }) => kind === 'plateau_start' && subject === 'reconstruction_error',
    );
    return {
      runId,
      part,
      cell,
      config,
      iterations,
      wallMs,
      attempts: store.attempts(runId),
      finals,
      ending: endingOf(run),
      rises: new Map(rises.map(({ subject, iteration }) => [subject, iteration])),
      errorPlateaus: plateaus.map(({ value }) => value),
      components: componentsOf(config, finals),
    };
  });
}

function endingOf({ status, stopReason }: SweepRunRow): Ending {
  if (status === 'done') return stopReason === 'loss' ? 'converged' : 'stopped at the limit';
  return status === 'diverged' || status === 'failed' ? status : 'not finished';
}

function componentsOf(config: RunConfig, finals: ReadonlyMap<string, number>): string | undefined {
  const kind = String(getPath(config, 'model.kind'));
  const stems = [...finals.keys()].flatMap((name) => rankedName(name)?.stem ?? []);
  return stems.filter((stem) => COMPONENTS[kind]?.test(stem)).sort((a, b) => b.length - a.length)[0];
}

/** How many final values are above 5 % of the largest; undefined for a run without finite ones. */
export function componentCount({ finals, components }: MeasuredRun): number | undefined {
  if (components === undefined) return undefined;
  const values = [...finals]
    .filter(([name]) => rankedName(name)?.stem === components)
    .map(([, value]) => value);
  const largest = Math.max(...values);
  if (!Number.isFinite(largest)) return undefined;
  return significantCount(values, largest);
}

/** The columns that every table begins with: which run a row is of, and its place in a sweep. */
import { getPath, type RunConfig } from '@ranksweep/core';
import { specAxes } from '@ranksweep/kinds';
import { requireSpec, sweepText, type Sound } from '@ranksweep/store';
import type { Column, ColumnType, Value } from '@ranksweep/tables';
import type { ExportedRun, Subject } from './subject.ts';

export interface Places {
  readonly columns: readonly Column[];
  readonly places: readonly { readonly run: Sound<ExportedRun>; readonly values: readonly Value[] }[];
}

const RUN_COLUMNS: readonly Column[] = [
  { name: 'run_id', type: 'integer' },
  { name: 'seed', type: 'integer' },
];
const SWEEP_COLUMNS: readonly Column[] = [
  { name: 'sweep', type: 'text' },
  { name: 'part', type: 'text' },
  { name: 'cell', type: 'integer' },
];

/**
 * A sweep's axes become columns, each with the value that a run's configuration has there: also of a part that has not
 * this axis, and null where the configuration has no such key.
 */
export function placesOf(subject: Subject): Places {
  if (subject.kind === 'runs') {
    const places = subject.runs.map((run) => ({ run, values: [run.runId, run.seed] }));
    return { columns: RUN_COLUMNS, places };
  }
  const { sweep, runs } = subject;
  const paths = [...new Set([...specAxes(requireSpec(sweep), sweepText(sweep)).values()].flat())];
  const configs = new Map(runs.map(({ runId, config }) => [runId, config])); // once each, however many cells
  const types = paths.map((path) => commonType([...configs.values()].map((config) => getPath(config, path))));
  const axisValues = (config: RunConfig): Value[] =>
    paths.map((path, a) => axisValue(getPath(config, path), types[a]!));
  return {
    columns: [...SWEEP_COLUMNS, ...RUN_COLUMNS, ...paths.map((name, a) => ({ name, type: types[a]! }))],
    places: runs.map((run) => ({
      run,
      values: [sweep.name, run.part, run.cell, run.runId, run.seed, ...axisValues(run.config)],
    })),
  };
}

function commonType(values: readonly unknown[]): ColumnType {
  const set = values.filter((value) => value !== undefined);
  if (set.every((value) => typeof value === 'boolean')) return 'boolean';
  if (set.every(Number.isSafeInteger)) return 'integer';
  return set.every((value) => typeof value === 'number') ? 'real' : 'text';
}

/** In a text column, what is not text is JSON. */
function axisValue(value: unknown, type: ColumnType): Value {
  if (value === undefined) return null;
  if (type !== 'text' || typeof value === 'string') return value as Value;
  return JSON.stringify(value);
}
